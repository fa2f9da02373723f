//! What all clients share: the orders on their way, what became of them, and what the client used.

use std::time::{Duration, Instant};

use order_placement::{Acknowledged, Order, Orders};
use serde_json::{Value, json};
use tandem_kit::{Answer, Series, Stage, cpu_ns, values};

/// A client that has not noticed a crash by then never will.
const NOTICES: Duration = Duration::from_secs(30);

/// Status, price, amount, left.
type Told = [String; 4];

/// Orders, each with another text every time that it is placed, so that it must be signed anew.
pub(crate) struct Placing {
    pub(crate) orders: Vec<Order>,
    pub(crate) host: String,
    pub(crate) cold: bool,
    pub(crate) in_flight: usize,
    crash: bool,
    noticed: bool,
    times: Vec<u64>,
    told: Vec<Option<Told>>,
    placed: u64,
    cpu_ns: u64,
}

impl Placing {
    pub(crate) fn of(given: &[u8], stage: &Stage) -> Result<(Self, Orders), String> {
        let given = Orders::read(given)?;
        let offers = stage.peers.get("exchange").ok_or("no exchange has offered an address")?;
        let rest = offers.get("rest").ok_or("the exchange has offered no rest")?;
        let host = rest.strip_prefix("http://").ok_or_else(|| format!("{rest}: should be an http URL"))?.to_owned();
        let orders = given.orders.clone();
        let placing = Self {
            host,
            cold: stage.params.get("connection").and_then(Value::as_str) == Some("cold"),
            in_flight: stage.params.get("in_flight").and_then(Value::as_u64).unwrap_or(1) as usize,
            crash: stage.operation == "crash",
            noticed: false,
            times: vec![0; orders.len()],
            told: vec![None; orders.len()],
            placed: 0,
            cpu_ns: 0,
            orders,
        };
        Ok((placing, given))
    }

    /// Number of orders in a run.
    pub(crate) fn ops(&self) -> u64 {
        self.orders.len() as u64
    }

    /// Write the text under which order `i` is placed now.
    pub(crate) fn name(&mut self, i: usize, text: &mut String) {
        use std::fmt::Write as _;
        if self.placed == 0 {
            self.cpu_ns = cpu_ns();
        }
        self.placed += 1;
        self.times[i] += 1;
        text.clear();
        let _ = write!(text, "{}-{}", self.orders[i].text, self.times[i]); // a text in memory takes all
    }

    /// Keep how order `i` stands; false where the acknowledgement is that of another text.
    pub(crate) fn note(&mut self, i: usize, text: &str, found: &Acknowledged) -> bool {
        let told = self.told[i].get_or_insert_default();
        for (kept, new) in told.iter_mut().zip([found.status, found.price, found.amount, found.left]) {
            kept.clear();
            kept.push_str(new);
        }
        found.text == text
    }

    /// Do a run with a function that places order `i`; in a crash, over and over until the exchange is gone.
    ///
    /// # Panics
    /// If an order is not placed, and no crash is to be noticed: the worker reports it as the lane's error.
    pub(crate) fn run(&mut self, mut place: impl FnMut(&mut Self, usize) -> Result<(), String>) {
        if self.crash {
            let began = Instant::now();
            while !self.noticed && began.elapsed() < NOTICES {
                self.noticed = place(self, 0).is_err();
            }
            return;
        }
        for i in 0..self.orders.len() {
            place(self, i).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    /// Whether a crash is to be noticed.
    pub(crate) fn crashes(&self) -> bool {
        self.crash
    }

    pub(crate) fn answer(&self) -> Answer {
        if self.crash {
            return Answer::Json(json!({"noticed": self.noticed}));
        }
        let told: Vec<Value> = self
            .orders
            .iter()
            .zip(&self.told)
            .map(|(order, told)| match told {
                Some([status, price, amount, left]) => json!([order.text, status, price, amount, left]),
                None => Value::Null,
            })
            .collect();
        Answer::Json(json!({"acknowledged": told, "sent": self.orders.len()}))
    }

    /// The client's CPU time an order since the last reading.
    pub(crate) fn readings(&mut self) -> Vec<Series> {
        let placed = std::mem::take(&mut self.placed);
        if placed == 0 {
            return Vec::new();
        }
        vec![values("cpu", "ns", vec![(cpu_ns() - self.cpu_ns) as f64 / placed as f64])]
    }
}
