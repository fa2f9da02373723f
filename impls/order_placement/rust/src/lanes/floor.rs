//! The exchange alone: requests that were signed beforehand, and no reply is read but for its end.

use std::net::TcpStream;

use order_placement::{LOOKS, Requests, ask, connect};
use tandem_kit::{Answer, Driven, Job, News, Series, Stage, Ticket, boxed, values};

use super::fleet::Fleet;
use super::placing::Placing;

/// The job of one order at a time, and of several: what was signed must be sent within a minute.
pub(crate) fn client(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let (placing, given) = Placing::of(given, stage)?;
    let mut requests = Requests::new(&placing.host, given.credentials());
    let signed = placing.orders.iter().map(|order| {
        let mut out = Vec::new();
        requests.write(&mut out, order, &order.text);
        out
    });
    let fleet = Fleet::of_signed(&placing.host, given.credentials(), signed.collect()).map_err(|e| e.to_string())?;
    let pid = stage.peers["exchange"].get("pid").cloned().ok_or("the exchange has offered no pid")?;
    let used_ns = used_ns(&pid);
    boxed(Floor { placing, fleet, line: None, received: vec![0; 4096], pid, used_ns, placed: 0 })
}

struct Floor {
    placing: Placing,
    fleet: Fleet,
    line: Option<TcpStream>,
    received: Vec<u8>,
    pid: String,
    used_ns: Option<u64>,
    placed: u64,
}

/// CPU time of all threads of a process; None where the system does not say.
fn used_ns(pid: &str) -> Option<u64> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    threads
        .map(|thread| {
            let said = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            said.split(' ').next()?.parse::<u64>().ok()
        })
        .sum()
}

impl Floor {
    fn trip(&mut self, i: usize) -> Result<(), String> {
        let line = self.line.take().map_or_else(|| connect(&self.placing.host, false), Ok);
        let mut line = line.map_err(|error| error.to_string())?;
        let reply =
            ask(&mut line, self.fleet.signed(i), &mut self.received, LOOKS).map_err(|error| error.to_string())?;
        if !self.placing.cold {
            self.line = Some(line);
        }
        self.placed += 1;
        if reply.status == 201 { Ok(()) } else { Err(format!("the exchange answered {}", reply.status)) }
    }
}

impl Job for Floor {
    const STEPS: bool = true;
    const FLIES: bool = true;

    fn ops(&self) -> u64 {
        self.placing.ops()
    }

    fn run(&mut self) {
        for i in 0..self.placing.orders.len() {
            self.trip(i).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    fn step(&mut self, i: u64) -> bool {
        self.trip(i as usize).is_ok()
    }

    fn start(&mut self, i: u64, ticket: Ticket) {
        self.placed += 1;
        let _ = self.fleet.start(&mut self.placing, i as usize, Some(ticket)); // a ticket that is dropped has failed
    }

    fn turn(&mut self, news: &News) {
        self.fleet.turn(&mut self.placing, news);
    }

    fn abandon(&mut self) {
        self.fleet.abandon();
    }

    fn answer(&mut self) -> Answer {
        self.placing.answer()
    }

    /// The exchange's CPU time an order since the last reading.
    fn readings(&mut self) -> Vec<Series> {
        let (before, now) = (self.used_ns, used_ns(&self.pid));
        self.used_ns = now;
        let placed = std::mem::take(&mut self.placed);
        let used = before.zip(now).map(|(before, now)| (now - before) as f64 / placed.max(1) as f64);
        used.into_iter().map(|used| values("cpu", "ns", vec![used]).evidence("of the exchange's process")).collect()
    }
}
