//! One order at a time, over a blocking socket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::PlacementError;
use crate::order::{Credentials, Order};
use crate::reply::{Acknowledged, Reply};
use crate::request::Requests;

/// A client of one exchange. It connects when it must: for the first order, after an error, and where it is cold for every
/// order.
#[derive(Debug)]
pub struct Client {
    host: String,
    cold: bool,
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
        Self { host: host.into(), cold, requests, stream: None, out, received }
    }

    /// Sign the order under that text, send it, and wait for its acknowledgement.
    ///
    /// # Errors
    /// Each of [`PlacementError`]; the connection is then given up.
    pub fn place(&mut self, order: &Order, text: &str) -> Result<Acknowledged<'_>, PlacementError> {
        self.out.clear();
        self.requests.write(&mut self.out, order, text);
        let Self { host, stream, out, received, cold, .. } = self;
        let mut line = match stream.take() {
            Some(line) => line,
            None => connect(host)?,
        };
        let reply = ask(&mut line, out, received)?;
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

fn connect(host: &str) -> Result<TcpStream, PlacementError> {
    let stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Send a request and wait for its reply, which lies in `received` then.
fn ask(line: &mut TcpStream, request: &[u8], received: &mut Vec<u8>) -> Result<Reply, PlacementError> {
    line.write_all(request)?;
    let mut filled = 0;
    loop {
        if filled == received.len() {
            received.resize(filled * 2, 0);
        }
        match line.read(&mut received[filled..])? {
            0 => return Err(PlacementError::Closed),
            count => filled += count,
        }
        if let Some(reply) = Reply::find(&received[..filled])? {
            return Ok(reply);
        }
    }
}
