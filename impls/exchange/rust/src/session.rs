//! One connection, from the handshake to its end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use crate::feed::Encoded;
use crate::gateio::{Asked, ask};
use crate::options::{Misbehaviour, Pace};
use crate::server::Shared;
use crate::spot;
use crate::upgrade::{self, Path};
use crate::wire::{self, Event, Inbound, Opcode, Violation};

/// Bytes handed to the kernel at once, between two looks at what the client says.
const CHUNK: usize = 256 << 10;
/// How long a client may take to ask for its upgrade, or to answer a close frame.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection that can be looked at without waiting.
pub(crate) trait Transport: Read + Write {
    /// The socket below it.
    fn socket(&self) -> &TcpStream;
}

impl Transport for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

/// Serve a connection until either side ends it. What a client breaks is its own affair: nothing is reported.
pub(crate) fn serve(mut stream: impl Transport, shared: &Shared) -> io::Result<()> {
    stream.socket().set_nodelay(true)?;
    stream.socket().set_read_timeout(Some(PATIENCE))?;
    let Some((path, already)) = upgrade::accept(&mut stream)? else { return Ok(()) };
    shared.counts.connections.fetch_add(1, Relaxed);
    stream.socket().set_read_timeout(None)?;
    let mut inbound = Inbound::new(&already);
    match path {
        Path::Echo => echo(&mut stream, &mut inbound),
        Path::Spot => Spot { stream: &mut stream, shared, playing: None, out: Vec::new() }.serve(&mut inbound),
    }
}

/// Every message comes back; so do pings and the close.
fn echo(stream: &mut impl Transport, inbound: &mut Inbound) -> io::Result<()> {
    let mut out = Vec::new();
    loop {
        let open = answer(inbound, &mut out, |out, event| match event {
            Event::Text(text) => wire::frame(out, Opcode::Text, text.as_bytes()),
            Event::Binary(bytes) => wire::frame(out, Opcode::Binary, bytes),
            _ => {}
        });
        stream.write_all(&out)?;
        out.clear();
        if !open || inbound.fill(stream)? == 0 {
            return Ok(());
        }
    }
}

/// Answer all messages that are there; those that are not for the protocol go to `message`. False: the connection
/// is over once `out` is sent.
fn answer(inbound: &mut Inbound, out: &mut Vec<u8>, mut message: impl FnMut(&mut Vec<u8>, &Event)) -> bool {
    loop {
        match inbound.next() {
            Ok(None) => return true,
            Ok(Some(Event::Ping(payload))) => wire::frame(out, Opcode::Pong, payload),
            Ok(Some(Event::Close(code))) => {
                match code {
                    Some(code) => wire::close(out, code),
                    None => wire::frame(out, Opcode::Close, b""),
                }
                return false;
            }
            Ok(Some(event)) => message(out, &event),
            Err(Violation(code)) => {
                wire::close(out, code);
                return false;
            }
        }
    }
}

/// The feed on its way to a subscriber.
struct Playing {
    encoded: Arc<Encoded>,
    next: usize,
    began: Instant,
}

impl Playing {
    /// How long until the next message is due; zero where it is already, or where the client sets the pace.
    fn wait(&self, pace: Pace) -> Duration {
        match (pace, self.encoded.at_ns.get(self.next)) {
            (Pace::Recorded, Some(at)) => Duration::from_nanos(*at).saturating_sub(self.began.elapsed()),
            _ => Duration::ZERO,
        }
    }

    /// Messages that go out in the next write: those due, but about a chunk of bytes at most.
    fn due(&self, pace: Pace, last: usize) -> usize {
        let Encoded { ends, at_ns, .. } = &*self.encoded;
        let full = self.encoded.start(self.next) + CHUNK;
        let by_size = ends.partition_point(|end| *end <= full).max(self.next + 1).min(last);
        match pace {
            Pace::Taken => by_size,
            Pace::Recorded => {
                let now = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
                by_size.min(at_ns.partition_point(|at| *at <= now))
            }
        }
    }
}

/// A connection to `/ws/v4/`.
struct Spot<'a, S: Transport> {
    stream: &'a mut S,
    shared: &'a Shared,
    playing: Option<Playing>,
    out: Vec<u8>,
}

impl<S: Transport> Spot<'_, S> {
    fn serve(&mut self, inbound: &mut Inbound) -> io::Result<()> {
        loop {
            let open = self.obey(inbound);
            self.stream.write_all(&self.out)?;
            self.out.clear();
            if !open || self.push()? {
                return self.leave(inbound, open);
            }
            if self.listen(inbound)? == Some(0) {
                return Ok(());
            }
        }
    }

    /// Do what the client's messages say; false once the connection is over.
    fn obey(&mut self, inbound: &mut Inbound) -> bool {
        let Self { shared, playing, out, .. } = self;
        answer(inbound, out, |out, event| {
            let text = match event {
                Event::Text(text) => text,
                Event::Binary(bytes) => std::str::from_utf8(bytes).unwrap_or_default(), // then it is no JSON either
                _ => return,
            };
            let reply = match ask(text, |symbol| shared.feed.symbols().iter().any(|s| s == symbol)) {
                Asked::Login(request) => {
                    let reply = spot::login(&request, &shared.spot);
                    return wire::frame(out, Opcode::Text, reply.to_string().as_bytes());
                }
                Asked::Reply(reply) => reply,
                Asked::Subscribe(reply, symbols) => {
                    shared.counts.subscribed.fetch_add(1, Relaxed);
                    let encoded = shared.feed.select(&symbols);
                    *playing = Some(Playing { encoded, next: 0, began: Instant::now() });
                    reply
                }
                Asked::Unsubscribe(reply) => {
                    *playing = None;
                    reply
                }
            };
            wire::frame(out, Opcode::Text, reply.to_json().as_bytes());
        })
    }

    /// Send what is due of the feed; true once it is over.
    fn push(&mut self) -> io::Result<bool> {
        let Some(playing) = &mut self.playing else { return Ok(false) };
        let pace = self.shared.options.pace;
        let all = playing.encoded.len();
        let misbehave = self.shared.options.misbehave;
        let last = if misbehave.is_some() { all / 2 } else { all };
        if playing.next < last {
            if playing.wait(pace).is_zero() {
                let due = playing.due(pace, last);
                let frames = playing.encoded.start(playing.next)..playing.encoded.start(due);
                self.stream.write_all(&playing.encoded.frames[frames])?;
                self.shared.counts.sent.fetch_add((due - playing.next) as u64, Relaxed);
                playing.next = due;
            }
            return Ok(false);
        }
        match misbehave {
            None => wire::close(&mut self.out, 1000),
            Some(Misbehaviour::CloseEarly) => self.out.extend_from_slice(b"\x81\x7e\x00\xd0{\"time\":"),
            Some(Misbehaviour::Garbage) => self.out.extend_from_slice(&[0xFF; 64]),
            Some(Misbehaviour::Nonsense) => wire::frame(&mut self.out, Opcode::Text, b"{\"time\":1606293275,"),
            Some(Misbehaviour::Stall) => {}
        }
        self.stream.write_all(&self.out)?;
        self.out.clear();
        self.playing = None;
        Ok(matches!(misbehave, None | Some(Misbehaviour::CloseEarly)))
    }

    /// Read from the client: wait for it where nothing else is to be done. Some(0) is its end, None that it is silent.
    fn listen(&mut self, inbound: &mut Inbound) -> io::Result<Option<usize>> {
        let Some(playing) = &self.playing else { return inbound.fill(self.stream).map(Some) };
        let wait = playing.wait(self.shared.options.pace);
        let found = if wait.is_zero() {
            self.stream.socket().set_nonblocking(true)?;
            let found = inbound.fill(self.stream);
            self.stream.socket().set_nonblocking(false)?;
            found
        } else {
            self.stream.socket().set_read_timeout(Some(wait))?;
            let found = inbound.fill(self.stream);
            self.stream.socket().set_read_timeout(None)?;
            found
        };
        match found {
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(None),
            other => other.map(Some),
        }
    }

    /// After our own close frame, wait for the client's, so that what is still under way is not cut off by a reset.
    fn leave(&mut self, inbound: &mut Inbound, ours: bool) -> io::Result<()> {
        let dropped = matches!(self.shared.options.misbehave, Some(Misbehaviour::CloseEarly));
        if ours && !dropped {
            self.stream.socket().set_read_timeout(Some(PATIENCE))?;
            while answer(inbound, &mut self.out, |_, _| {}) && inbound.fill(self.stream)? > 0 {}
        }
        Ok(())
    }
}
