//! Our own parser, and our own client over it.

use std::net::TcpStream;

use serde_json::{Value, json};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};
use websocket::tls::{self, Secure};
use websocket::{Archive, Connection, End, Inbox, LIMIT, Lost, Opcode, Parser};

use super::answer::Tally;
use super::given::Given;
use super::live::{self, Address, Client, SUBSCRIBE, Taken};

/// Feeds the chunks to our parser.
pub(crate) fn parse_frames(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let given = Given::read(given, stage)?;
    boxed(Parse { inbox: Inbox::new(Parser::new(given.role, LIMIT)), given })
}

/// Takes the feed into memory that is kept.
pub(crate) fn receive(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::receive(given, stage, Own::default())
}

/// Connects, over TLS where the case asks for it.
pub(crate) fn connect(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::connect(stage, Own::default())
}

/// Sends and receives in turn.
pub(crate) fn echo(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = live::messages(given)?;
    live::echo(messages.clone(), stage, Own { messages })
}

struct Parse {
    given: Given,
    inbox: Inbox<'static>,
}

impl Job for Parse {
    fn ops(&self) -> u64 {
        self.given.messages
    }

    fn run(&mut self) {
        self.inbox.clear();
        for chunk in &self.given.chunks {
            self.inbox.feed(chunk);
        }
    }

    fn answer(&mut self) -> Answer {
        let mut tally = Tally::default();
        for message in self.inbox.messages() {
            tally.message(message.opcode() as u8, message.payload());
        }
        let (close, error) = match self.inbox.end() {
            None => (None, None),
            Some(End::Closed(code)) => (Some(code), None),
            Some(End::Failed(failure)) => (None, Some(json!({"code": failure.code, "at": failure.at}))),
        };
        let mut answer = tally.answer();
        answer.insert("close".into(), json!(close));
        answer.insert("error".into(), json!(error));
        answer.insert("probes".into(), self.probes());
        Answer::Json(Value::Object(answer))
    }
}

impl Parse {
    /// What is said of each probe, fed as one chunk and byte by byte.
    fn probes(&self) -> Value {
        let said = |chunks: &[&[u8]]| {
            let mut inbox = Inbox::new(Parser::new(self.given.role, LIMIT));
            for chunk in chunks {
                inbox.feed(chunk);
            }
            match inbox.end() {
                Some(End::Failed(failure)) => json!([failure.code, failure.at]),
                _ => Value::Null,
            }
        };
        let probes = self.given.probes.iter();
        let both = probes.map(|(name, stream)| {
            ((*name).to_owned(), json!([said(&[stream]), said(&stream.chunks(1).collect::<Vec<_>>())]))
        });
        Value::Object(both.collect())
    }
}

/// A plain or a secure connection.
enum Line {
    Plain(Box<Connection<TcpStream>>),
    /// Only connected and dropped; the case asks for no more.
    Secure(#[expect(dead_code, reason = "held open until it is dropped")] Box<Secure>),
}

#[derive(Default)]
struct Own {
    /// What `echo` sends.
    messages: Vec<String>,
}

impl Client for Own {
    type Line = Line;
    type Taken = Archive<TcpStream>;

    fn open(&mut self, to: &Address) -> Result<Line, String> {
        let stream = TcpStream::connect(&to.host).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let Some(config) = &to.tls else {
            return Connection::connect(stream, &to.host, &to.path)
                .map(|line| Line::Plain(Box::new(line)))
                .map_err(|error| error.to_string());
        };
        let line = tls::connect(stream, config, &to.host, &to.path);
        line.map(|line| Line::Secure(Box::new(line))).map_err(|error| error.to_string())
    }

    fn take(&mut self, line: Line) -> Result<Archive<TcpStream>, String> {
        let mut archive = Archive::new(line.plain()?);
        archive.send(Opcode::Text, SUBSCRIBE.as_bytes()).map_err(|error| error.to_string())?;
        loop {
            match archive.fill() {
                Ok(()) => {}
                Err(Lost::Ended(End::Closed(_))) => break,
                Err(lost) => return Err(format!("{lost}, after {} messages", archive.len())),
            }
        }
        archive.finish().map_err(|error| error.to_string())?;
        Ok(archive)
    }

    fn trip(&mut self, line: &mut Line, i: usize, back: &mut Vec<u8>) -> Result<(), String> {
        let Line::Plain(line) = line else { return Err("an echo goes without TLS".into()) };
        line.send(Opcode::Text, self.messages[i].as_bytes()).map_err(|error| error.to_string())?;
        back.extend_from_slice(line.receive().map_err(|error| error.to_string())?.payload());
        Ok(())
    }
}

impl Line {
    fn plain(self) -> Result<Connection<TcpStream>, String> {
        match self {
            Self::Plain(line) => Ok(*line),
            Self::Secure(_) => Err("a feed is taken without TLS".into()),
        }
    }
}

impl Taken for Archive<TcpStream> {
    fn texts(&self, seen: &mut dyn FnMut(&[u8])) {
        self.messages().filter(|message| message.opcode() == Opcode::Text).for_each(|text| seen(text.payload()));
    }

    fn close(&self) -> Option<u16> {
        match self.end() {
            Some(End::Closed(code)) => Some(code),
            _ => None,
        }
    }
}
