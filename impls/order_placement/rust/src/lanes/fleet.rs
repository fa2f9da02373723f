//! Several orders under way in one thread: a socket for each, and one wait for all of them.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use order_placement::{Credentials, PlacementError, Reply, Requests};
use tandem_kit::{News, Ticket};

use super::placing::Placing;

const NEWS: Token = Token(usize::MAX);
/// So long it looks for replies before it lets the system wake it, as the client for one order at a time does.
const LOOKS: Duration = Duration::from_micros(50);

/// Sockets that are kept, in places that are used again.
pub(crate) struct Fleet {
    host: String,
    requests: Requests,
    poll: Poll,
    events: Events,
    lines: Vec<Option<Line>>,
    idle: Vec<usize>,
    empty: Vec<usize>,
    flying: usize,
    heard: Option<u64>,
    out: Vec<u8>,
    /// Requests that were signed beforehand, by order; empty where each is signed when it is sent.
    ready: Vec<Vec<u8>>,
}

struct Line {
    stream: TcpStream,
    received: Vec<u8>,
    filled: usize,
    under_way: Option<Flight>,
    text: String,
}

/// An order that has been sent.
struct Flight {
    order: usize,
    ticket: Option<Ticket>,
}

impl Fleet {
    pub(crate) fn new(host: &str, by: &Credentials) -> io::Result<Self> {
        Ok(Self {
            host: host.to_owned(),
            requests: Requests::new(host, by),
            poll: Poll::new()?,
            events: Events::with_capacity(128),
            lines: Vec::new(),
            idle: Vec::new(),
            empty: Vec::new(),
            flying: 0,
            heard: None,
            out: Vec::with_capacity(1024),
            ready: Vec::new(),
        })
    }

    /// The same with requests that are signed already: their replies are looked at for their status only.
    pub(crate) fn of_signed(host: &str, by: &Credentials, ready: Vec<Vec<u8>>) -> io::Result<Self> {
        Ok(Self { ready, ..Self::new(host, by)? })
    }

    /// What was signed beforehand for order `i`.
    pub(crate) fn signed(&self, i: usize) -> &[u8] {
        &self.ready[i]
    }

    /// How many orders are under way.
    pub(crate) fn flying(&self) -> usize {
        self.flying
    }

    /// Sign and send order `i`. Its ticket lands when the acknowledgement has been read; where it cannot be sent, it has
    /// failed.
    pub(crate) fn start(
        &mut self,
        placing: &mut Placing,
        i: usize,
        ticket: Option<Ticket>,
    ) -> Result<(), PlacementError> {
        let at = match self.idle.pop() {
            Some(at) => at,
            None => self.connect()?,
        };
        let Some(line) = &mut self.lines[at] else { return Err(PlacementError::Closed) };
        if self.ready.is_empty() {
            placing.name(i, &mut line.text);
            self.out.clear();
            self.requests.write(&mut self.out, &placing.orders[i], &line.text);
        }
        let request = self.ready.get(i).unwrap_or(&self.out);
        match line.stream.write(request) {
            Ok(count) if count == request.len() => {}
            Ok(_) => return Err(self.lose(at)), // nothing else is under way here: a request always fits
            Err(error) => {
                self.lose(at);
                return Err(error.into());
            }
        }
        line.filled = 0;
        line.under_way = Some(Flight { order: i, ticket });
        self.flying += 1;
        Ok(())
    }

    fn connect(&mut self) -> Result<usize, PlacementError> {
        let stream = std::net::TcpStream::connect(&self.host)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        let at = self.empty.pop().unwrap_or(self.lines.len());
        self.poll.registry().register(&mut stream, Token(at), Interest::READABLE)?;
        let line = Line { stream, received: vec![0; 4096], filled: 0, under_way: None, text: String::new() };
        if at == self.lines.len() {
            self.lines.push(Some(line));
        } else {
            self.lines[at] = Some(line);
        }
        Ok(at)
    }

    /// A connection that is of no use any more.
    fn lose(&mut self, at: usize) -> PlacementError {
        if let Some(line) = self.lines[at].take() {
            self.flying -= usize::from(line.under_way.is_some());
            self.idle.retain(|idle| *idle != at);
            self.empty.push(at); // dropping the socket takes it off the poll
        }
        PlacementError::Closed
    }

    /// Wait for replies, and for news, whichever comes first; read what has come.
    pub(crate) fn turn(&mut self, placing: &mut Placing, news: &News) {
        if self.heard != Some(news.id()) {
            let fd = news.as_raw_fd();
            let registry = self.poll.registry();
            let known = registry.register(&mut SourceFd(&fd), NEWS, Interest::READABLE);
            let known = known.or_else(|_| registry.reregister(&mut SourceFd(&fd), NEWS, Interest::READABLE));
            known.expect("an epoll can be waited for");
            self.heard = Some(news.id());
        }
        let _ = self.wait(placing); // what fails has its ticket dropped
    }

    /// Wait until something has come and read it; the first error among the orders that were under way.
    pub(crate) fn wait(&mut self, placing: &mut Placing) -> Result<(), PlacementError> {
        let began = Instant::now();
        loop {
            let looks = self.flying > 0 && began.elapsed() < LOOKS;
            match self.poll.poll(&mut self.events, looks.then_some(Duration::ZERO)) {
                Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
                polled => polled?,
            }
            if !looks || !self.events.is_empty() {
                break;
            }
        }
        let came: Vec<usize> = self.events.iter().map(|event| event.token().0).filter(|at| *at != NEWS.0).collect();
        let mut ended = Ok(());
        for at in came {
            if let Err(error) = self.read(placing, at) {
                self.lose(at);
                ended = ended.and(Err(error));
            }
        }
        ended
    }

    /// Read a socket until it has no more, and land the order whose reply is whole then.
    fn read(&mut self, placing: &mut Placing, at: usize) -> Result<(), PlacementError> {
        let Some(line) = self.lines.get_mut(at).and_then(Option::as_mut) else { return Ok(()) };
        loop {
            if line.filled == line.received.len() {
                line.received.resize(line.filled * 2, 0);
            }
            match line.stream.read(&mut line.received[line.filled..]) {
                Ok(0) => return Err(PlacementError::Closed),
                Ok(count) => line.filled += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            }
            let Some(reply) = Reply::find(&line.received[..line.filled])? else { continue };
            let Some(Flight { order, ticket }) = line.under_way.take() else { return Err(PlacementError::Closed) };
            self.flying -= 1;
            let good = if self.ready.is_empty() {
                placing.note(order, &line.text, &reply.acknowledged(&line.received)?)
            } else {
                reply.status == 201
            };
            if let Some(ticket) = ticket {
                ticket.land(good);
            } else if !good {
                return Err(PlacementError::Http(format!("it is not that of {}", line.text)));
            }
            self.idle.push(at);
            return Ok(());
        }
    }

    /// Drop every connection with an order under way.
    pub(crate) fn abandon(&mut self) {
        for at in 0..self.lines.len() {
            if self.lines[at].as_ref().is_some_and(|line| line.under_way.is_some()) {
                self.lose(at);
            }
        }
    }
}
