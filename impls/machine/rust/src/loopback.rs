//! A message to another process and back by TCP over the loopback, no delay: spinning, which is the best that the kernel's
//! own path allows, and blocking, where each side is woken.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use tandem_kit::{Answer, Driven, Job, Stage, boxed};

use crate::memory::number;

/// Answers what it hears, never asleep.
pub(crate) fn spinning_server(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Server::new(stage, true)?)
}

/// Sends and waits for the answer, never asleep.
pub(crate) fn spinning_client(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Client::new(stage, true)?)
}

/// Answers what it hears, asleep in between.
pub(crate) fn blocking_server(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Server::new(stage, false)?)
}

/// Sends and sleeps until the answer is there.
pub(crate) fn blocking_client(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Client::new(stage, false)?)
}

struct Server {
    listener: TcpListener,
    stage: Stage,
    bytes: usize,
    spins: bool,
    answered: u64,
}

impl Server {
    fn new(stage: &Stage, spins: bool) -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("unavailable: {error}"))?;
        let at = listener.local_addr().map_err(|error| error.to_string())?;
        listener.set_nonblocking(true).map_err(|error| error.to_string())?;
        stage.offer("address", at.to_string());
        let bytes = number(stage, "bytes")? as usize;
        Ok(Self { listener, stage: stage.clone(), bytes, spins, answered: 0 })
    }

    /// The client's connection; None where the server was stopped before.
    fn accept(&self) -> io::Result<Option<TcpStream>> {
        while !self.stage.stopped() {
            match self.listener.accept() {
                Ok((stream, _)) => return prepared(stream, self.spins).map(Some),
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn serve(&mut self) -> io::Result<()> {
        let Some(mut stream) = self.accept()? else { return Ok(()) };
        let mut message = vec![0; self.bytes];
        while hear(&mut stream, &mut message, &|| self.stage.stopped())? {
            stream.write_all(&message)?;
            self.answered += 1;
        }
        Ok(())
    }
}

impl Job for Server {
    fn run(&mut self) {
        if let Err(error) = self.serve() {
            assert!(error.kind() == ErrorKind::ConnectionReset, "loopback: {error}");
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&serde_json::json!({"answered": self.answered}))
    }
}

struct Client {
    stream: TcpStream,
    message: Vec<u8>,
    back: Vec<u8>,
}

impl Client {
    fn new(stage: &Stage, spins: bool) -> Result<Self, String> {
        let address = stage.peers.get("server").and_then(|offers| offers.get("address"));
        let stream = TcpStream::connect(address.ok_or("the server offers no address")?);
        let stream = stream.and_then(|stream| prepared(stream, spins)).map_err(|error| error.to_string())?;
        let bytes = number(stage, "bytes")? as usize;
        Ok(Self { stream, message: vec![b'x'; bytes], back: vec![0; bytes] })
    }

    fn trip(&mut self) -> bool {
        self.stream.write_all(&self.message).is_ok()
            && hear(&mut self.stream, &mut self.back, &|| false).unwrap_or(false)
    }
}

impl Job for Client {
    const STEPS: bool = true;

    fn run(&mut self) {
        assert!(self.trip(), "the server left");
    }

    fn step(&mut self, _i: u64) -> bool {
        self.trip()
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&(self.back == self.message))
    }

    fn close(&mut self) {
        // A peer that is gone already is no failure: the connection should be over, and is.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

fn prepared(stream: TcpStream, spins: bool) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    stream.set_nonblocking(spins)?;
    Ok(stream)
}

/// Fill the buffer; false at the end of the stream, or where it is given up.
fn hear(stream: &mut TcpStream, buffer: &mut [u8], give_up: &dyn Fn() -> bool) -> io::Result<bool> {
    let mut got = 0;
    while got < buffer.len() {
        match stream.read(&mut buffer[got..]) {
            Ok(0) => return Ok(false),
            Ok(n) => got += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if give_up() {
                    return Ok(false);
                }
                std::hint::spin_loop();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn there_and_back(spins: bool) {
        let mut stage = Stage::default();
        stage.params.insert("bytes".into(), json!(208));
        let mut server = Server::new(&stage, spins).unwrap();
        let address = server.listener.local_addr().unwrap().to_string();
        let mut theirs = stage.clone();
        theirs.peers.insert("server".into(), [("address".into(), address)].into());
        let mut client = Client::new(&theirs, spins).unwrap();
        let other_side = std::thread::spawn(move || {
            server.run();
            server.answered
        });
        assert!((0..10).all(|_| client.trip()));
        assert_eq!(Answer::json(&true), client.answer());
        client.close();
        assert_eq!(10, other_side.join().unwrap());
    }

    #[test]
    fn every_message_comes_back() {
        there_and_back(true);
        there_and_back(false);
    }
}
