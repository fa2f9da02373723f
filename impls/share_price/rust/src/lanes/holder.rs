//! The jobs over records: fill, update, read, and the size of one.

use std::hint::black_box;
use std::mem::{size_of, size_of_val};

use serde_json::json;
use tandem_kit::{Answer, Job, Series, values};

use super::given::{Row, digest, first};
use super::holding::{Holding, Update as Parsed};

/// Builds all records of the given.
pub(crate) struct Fill<H> {
    rows: Vec<Row>,
    held: Vec<H>,
}

impl<H: Holding> Fill<H> {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { rows, held: Vec::new() }
    }
}

impl<H: Holding> Job for Fill<H> {
    fn ops(&self) -> u64 {
        self.rows.len() as u64
    }

    fn run(&mut self) {
        self.held = Vec::new();
        self.held = self.rows.iter().map(|&row| H::made(row)).collect();
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(digest(self.held.iter_mut().map(Holding::plain)))
    }

    fn readings(&mut self) -> Vec<Series> {
        let inside = size_of_val(&self.held) + self.held.capacity() * size_of::<H>();
        let bytes = inside + self.held.iter_mut().map(Holding::owned).sum::<usize>();
        vec![values("size", "B", vec![bytes as f64 / self.held.len().max(1) as f64])]
    }
}

/// One record: its own bytes, and the text that only it holds. The size is a constant of the program.
pub(crate) struct Size<H> {
    row: Row,
    made: H,
}

impl<H: Holding> Size<H> {
    const INSIDE: usize = size_of::<H>();

    pub(crate) fn new(rows: &[Row]) -> Result<Self, String> {
        let row = first(rows)?;
        Ok(Self { row, made: H::made(row) })
    }
}

impl<H: Holding> Job for Size<H> {
    fn run(&mut self) {
        self.made = H::made(self.row);
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(digest(std::iter::once(self.made.plain())))
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!(
            "size_of is {} bytes, a constant of the compiler; {} more of text on the heap",
            Self::INSIDE,
            self.made.owned()
        );
        let room = [0u8; 64].get(..Self::INSIDE).map_or(0, <[u8]>::len);
        vec![
            values("size", "B", vec![Self::INSIDE as f64]),
            values("holds", "bool", vec![f64::from(room == size_of::<H>())]).evidence(text),
        ]
    }
}

/// Writes one record after the other into the shared one.
pub(crate) struct Update<H> {
    updates: Vec<Parsed>,
    shared: H,
}

impl<H: Holding> Update<H> {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        let nothing = Row { hundredths: 0, after_ms: 0, flags: 0 };
        Self { updates: rows.into_iter().map(Parsed::of).collect(), shared: H::made(nothing) }
    }
}

impl<H: Holding> Job for Update<H> {
    fn ops(&self) -> u64 {
        self.updates.len() as u64
    }

    fn run(&mut self) {
        for update in &self.updates {
            self.shared.write(update);
            black_box(&mut self.shared); // every update is there to be read, not the last alone
        }
    }

    fn answer(&mut self) -> Answer {
        let left = digest(std::iter::once(self.shared.plain()));
        Answer::Json(json!({"updates": self.updates.len(), "left": left}))
    }
}

/// Looks at every field of many records.
pub(crate) struct Read<H> {
    held: Vec<H>,
    ready: u64,
    timed: u64,
    highest: f64,
}

impl<H: Holding> Read<H> {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { held: rows.into_iter().map(H::made).collect(), ready: 0, timed: 0, highest: 0.0 }
    }
}

impl<H: Holding> Job for Read<H> {
    fn ops(&self) -> u64 {
        self.held.len() as u64
    }

    fn run(&mut self) {
        let (mut ready, mut timed, mut highest) = (0, 0, 0.0f64);
        for record in &self.held {
            timed += u64::from(record.timed());
            if record.ready() {
                ready += 1;
                highest = highest.max(record.price().unwrap_or(0.0));
            }
        }
        (self.ready, self.timed, self.highest) = (ready, timed, highest);
    }

    fn answer(&mut self) -> Answer {
        let highest = (self.highest * 100.0).round() as u64;
        Answer::Json(json!({"ready": self.ready, "highest": highest, "timed": self.timed}))
    }
}
