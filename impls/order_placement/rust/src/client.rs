//! One order at a time, over one socket.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::PlacementError;
use crate::order::{Credentials, Order};
use crate::reply::{Acknowledged, Reply};
use crate::request::Requests;

/// So long it looks for a reply again and again before it lets the system wake it: being woken costs more than most of it.
pub const LOOKS: Duration = Duration::from_micros(100);

/// A client of one exchange. It connects when it must: for the first order, after an error, and where it is cold for every
/// order.
#[derive(Debug)]
pub struct Client {
    host: String,
    cold: bool,
    looks: Duration,
    requests: Requests,
    stream: Option<TcpStream>,
    out: Vec<u8>,
    received: Vec<u8>,
}

impl Client {
    /// Of the exchange at `host`, an address and its port.
    pub fn new(host: &str, by: &Credentials, cold: bool) -> Self {
        let requests = Requests::new(host, by);
        let (out, received) = (Vec::with_capacity(1024), vec![0; 4096]);
        Self { host: host.into(), cold, looks: Duration::ZERO, requests, stream: None, out, received }
    }

    /// Look for replies for a while before the system is to wake us: faster where the CPU has nothing else to do, slower
    /// where it has.
    #[must_use]
    pub fn looking(self) -> Self {
        Self { looks: LOOKS, ..self }
    }

    /// Sign the order under that text, send it, and wait for its acknowledgement.
    ///
    /// # Errors
    /// Each of [`PlacementError`]; the connection is then given up.
    pub fn place(&mut self, order: &Order, text: &str) -> Result<Acknowledged<'_>, PlacementError> {
        self.out.clear();
        self.requests.write(&mut self.out, order, text);
        let Self { host, stream, out, received, cold, looks, .. } = self;
        let mut line = match stream.take() {
            Some(line) => line,
            None => connect(host, looks.is_zero())?,
        };
        let reply = ask(&mut line, out, received, *looks)?;
        if !*cold {
            *stream = Some(line);
        }
        reply.acknowledged(received)
    }

    /// Let go of the connection.
    pub fn close(&mut self) {
        self.stream = None;
    }
}

/// A connection to the exchange at `host`; one that is not blocking can be looked at.
///
/// # Errors
/// [`PlacementError::Io`].
pub fn connect(host: &str, blocking: bool) -> Result<TcpStream, PlacementError> {
    let stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(!blocking)?;
    Ok(stream)
}

/// Send a request and wait for its reply, which lies in `received` then. A line that is looked at is not blocking.
///
/// # Errors
/// Those of [`PlacementError`] that say that there is no reply.
pub fn ask(
    line: &mut TcpStream,
    request: &[u8],
    received: &mut Vec<u8>,
    looks: Duration,
) -> Result<Reply, PlacementError> {
    if line.write(request)? < request.len() {
        return Err(PlacementError::Closed); // it fits whole where nothing else is under way
    }
    let mut filled = 0;
    loop {
        if filled == received.len() {
            received.resize(filled * 2, 0);
        }
        match wait(line, &mut received[filled..], looks)? {
            0 => return Err(PlacementError::Closed),
            count => filled += count,
        }
        if let Some(reply) = Reply::find(&received[..filled])? {
            return Ok(reply);
        }
    }
}

/// Read what comes: at first looking for it, then waiting.
fn wait(line: &mut TcpStream, room: &mut [u8], looks: Duration) -> io::Result<usize> {
    if looks.is_zero() {
        return line.read(room);
    }
    let began = Instant::now();
    loop {
        if began.elapsed() >= looks {
            line.set_nonblocking(false)?;
            let read = line.read(room);
            line.set_nonblocking(true)?;
            return read;
        }
        match line.read(room) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            read => return read,
        }
        std::hint::spin_loop();
    }
}
