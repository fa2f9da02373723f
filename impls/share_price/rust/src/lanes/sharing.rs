//! One thread writes the shared record, another reads it all the while; every read is checked for being one record.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use serde_json::json;
use share_price::{BASE_MS, Compact, Reader, SharePrice, Word, Writer, sequence_lock};
use tandem_kit::{Answer, Job, Series, values};

use super::given::{Plain, Row, digest, first};
use super::holding::{Holding, Update};

const WRITES: usize = 200_000;

/// A way to share a record between one writer and a reader.
pub(crate) trait Sharing: Sized + 'static {
    type Reader: Send;
    fn new(first: Row) -> Self;
    fn reader(&self) -> Self::Reader;
    fn write(&mut self, update: &Update);
    fn look(reader: &Self::Reader) -> Plain;
}

pub(crate) struct Shared<S: Sharing> {
    updates: Vec<Update>,
    sharing: S,
    torn: u64,
    reads: u64,
}

impl<S: Sharing> Shared<S> {
    pub(crate) fn new(rows: Vec<Row>) -> Result<Self, String> {
        let sharing = S::new(first(&rows)?);
        Ok(Self { updates: rows.into_iter().map(Update::of).collect(), sharing, torn: 0, reads: 0 })
    }

    fn rounds(&self) -> usize {
        WRITES / self.updates.len()
    }
}

/// The compact record that an update leaves.
#[inline]
fn written(update: &Update) -> Compact {
    let mut record = Compact::new(None, None, false);
    record.write(update);
    record
}

/// Whether price and time are of different records, where every time follows from its price.
fn torn((price, time, _): Plain) -> bool {
    match (price, time) {
        (Some(price), Some(time)) => (price * 100.0).round() as u64 & 0xff_ffff != time.wrapping_sub(BASE_MS),
        (price, time) => price.is_some() != time.is_some(),
    }
}

impl<S: Sharing> Job for Shared<S> {
    fn ops(&self) -> u64 {
        (self.rounds() * self.updates.len()) as u64
    }

    fn run(&mut self) {
        let (rounds, over, ready) = (self.rounds(), AtomicBool::new(false), AtomicBool::new(false));
        let Self { updates, sharing, .. } = self;
        if let Some(last) = updates.last() {
            sharing.write(last);
        }
        let reader = sharing.reader();
        (self.torn, self.reads) = std::thread::scope(|scope| {
            let (over, ready) = (&over, &ready);
            let watching = scope.spawn(move || {
                let (mut found, mut looks) = (0, 0);
                ready.store(true, Ordering::Release);
                while !over.load(Ordering::Relaxed) || looks == 0 {
                    found += u64::from(torn(S::look(&reader)));
                    looks += 1;
                }
                (found, looks)
            });
            while !ready.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            for _ in 0..rounds {
                for update in updates.iter() {
                    sharing.write(update);
                }
            }
            over.store(true, Ordering::Relaxed);
            watching.join().expect("a reader only reads")
        });
    }

    fn answer(&mut self) -> Answer {
        let left = digest(std::iter::once(S::look(&self.sharing.reader())));
        Answer::Json(json!({"writes": self.ops(), "left": left, "torn": self.torn}))
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!("{} of {} reads were torn", self.torn, self.reads);
        vec![values("failed", "count", vec![self.torn as f64]).evidence(text)]
    }
}

/// The document's struct under a lock; a reader takes the price, and the time as a number.
pub(crate) struct Guarded(Arc<Mutex<SharePrice>>);

impl Sharing for Guarded {
    type Reader = Arc<Mutex<SharePrice>>;

    fn new(first: Row) -> Self {
        Self(Arc::new(Mutex::new(SharePrice::made(first))))
    }

    fn reader(&self) -> Self::Reader {
        Arc::clone(&self.0)
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(update);
    }

    #[inline]
    fn look(reader: &Self::Reader) -> Plain {
        reader.lock().unwrap_or_else(PoisonError::into_inner).plain()
    }
}

/// The compact record behind a sequence lock.
pub(crate) struct Sequence {
    writer: Writer<3>,
    reader: Reader<3>,
}

impl Sharing for Sequence {
    type Reader = Reader<3>;

    fn new(first: Row) -> Self {
        let (writer, reader) = sequence_lock(Compact::made(first).words());
        Self { writer, reader }
    }

    fn reader(&self) -> Self::Reader {
        self.reader.clone()
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        self.writer.write(written(update).words());
    }

    #[inline]
    fn look(reader: &Self::Reader) -> Plain {
        Compact::of_words(reader.read()).plain()
    }
}

/// The whole record in one word, made of the update's text and price like the others'.
pub(crate) struct Atomic(Arc<Word>);

impl Sharing for Atomic {
    type Reader = Arc<Word>;

    fn new(_: Row) -> Self {
        Self(Arc::new(Word::default()))
    }

    fn reader(&self) -> Self::Reader {
        Arc::clone(&self.0)
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        let record = written(update);
        let flags =
            u8::from(update.price.is_some()) | u8::from(update.time.is_some()) << 1 | u8::from(update.ready) << 2;
        let hundredths = (update.price.unwrap_or(0.0) * 100.0).round() as u32;
        let after_ms = record.time_ms().map_or(0, |ms| ms.wrapping_sub(BASE_MS) as u32);
        self.0.write(hundredths, after_ms, flags);
    }

    #[inline]
    fn look(reader: &Self::Reader) -> Plain {
        let (hundredths, after_ms, flags) = reader.read();
        let row = Row { hundredths, after_ms, flags };
        (row.price(), row.time_ms(), row.ready())
    }
}

/// A new record a write; the pointer to it is swapped.
pub(crate) struct Swapped(Arc<ArcSwap<Compact>>);

impl Sharing for Swapped {
    type Reader = Arc<ArcSwap<Compact>>;

    fn new(first: Row) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(Compact::made(first))))
    }

    fn reader(&self) -> Self::Reader {
        Arc::clone(&self.0)
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        self.0.store(Arc::new(written(update)));
    }

    #[inline]
    fn look(reader: &Self::Reader) -> Plain {
        let mut record = **reader.load();
        record.plain()
    }
}
