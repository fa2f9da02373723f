//! What Rust has in place of a collector: whoever owns a container frees it, at once and alone.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::json;
use tandem_kit::{Answer, Job, Series, values};

use super::given::Heap;

thread_local! {
    static FREED: Cell<usize> = const { Cell::new(0) };
}

/// Containers freed by this thread so far.
fn freed() -> usize {
    FREED.get()
}

/// A container counts its own end, so that freeing is seen to happen, one container at a time.
struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        std::hint::black_box(&*self);
        FREED.set(FREED.get() + 1);
    }
}

/// Two containers that belong together.
pub(crate) trait Pair: Send + 'static {
    fn made(number: usize) -> Self;
}

/// Each container a block of the heap of its own, as the document's Rust would have them.
pub(crate) struct Boxed {
    _first: Box<(usize, Counted)>,
    _second: Box<(usize, Counted)>,
}

impl Pair for Boxed {
    fn made(number: usize) -> Self {
        Self { _first: Box::new((number, Counted)), _second: Box::new((number, Counted)) }
    }
}

/// Both containers where their pair is: many pairs are one block.
pub(crate) struct Inline {
    _first: (usize, Counted),
    _second: (usize, Counted),
}

impl Pair for Inline {
    fn made(number: usize) -> Self {
        Self { _first: (number, Counted), _second: (number, Counted) }
    }
}

fn pairs<P: Pair>(count: usize) -> Vec<P> {
    (0..count).map(P::made).collect()
}

/// Rounds of garbage; `pause` is how long it takes to free one round.
pub(crate) struct Collect<P> {
    live: Vec<P>,
    pairs: usize,
    rounds: usize,
    freed: usize,
    pauses: Vec<f64>,
}

impl<P: Pair> Collect<P> {
    pub(crate) fn new(given: &Heap) -> Self {
        let Heap { live, pairs: garbage, rounds } = *given;
        Self { live: pairs(live / 2), pairs: garbage, rounds, freed: 0, pauses: Vec::with_capacity(rounds) }
    }
}

impl<P: Pair> Job for Collect<P> {
    fn run(&mut self) {
        self.pauses.clear();
        let before = freed();
        for _ in 0..self.rounds {
            let garbage = std::hint::black_box(pairs::<P>(self.pairs));
            let start = Instant::now();
            drop(garbage);
            self.pauses.push(start.elapsed().as_nanos() as f64);
        }
        self.freed = freed() - before;
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"live": 2 * self.live.len(), "freed": self.freed}))
    }

    fn readings(&mut self) -> Vec<Series> {
        let wanted = 2 * self.pairs * self.rounds;
        let text = format!("{} of {wanted} destructors had run when their owner's scope ended", self.freed);
        vec![
            values("pause", "ns", self.pauses.clone()),
            values("holds", "bool", vec![f64::from(self.freed == wanted)]).evidence(text),
        ]
    }
}

/// A stream of pairs, each in the place of an older one, which is freed at once; `pause` is the longest such freeing.
pub(crate) struct Automatic<P> {
    live: VecDeque<P>,
    pairs: usize,
    pause: u64,
}

impl<P: Pair> Automatic<P> {
    pub(crate) fn new(given: &Heap) -> Self {
        Self { live: pairs(given.live / 2).into(), pairs: given.pairs, pause: 0 }
    }
}

impl<P: Pair> Job for Automatic<P> {
    fn run(&mut self) {
        self.pause = 0;
        let places = self.live.len();
        for i in 0..self.pairs {
            let made = P::made(i);
            let old = if places == 0 { made } else { std::mem::replace(&mut self.live[i % places], made) };
            let start = Instant::now();
            drop(std::hint::black_box(old));
            self.pause = self.pause.max(start.elapsed().as_nanos() as u64);
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"live": 2 * self.live.len(), "made": self.pairs}))
    }

    fn readings(&mut self) -> Vec<Series> {
        vec![values("pause", "ns", vec![self.pause as f64])]
    }
}

/// A thread that only reads the clock while another frees garbage; `pause` is the longest it had to wait.
pub(crate) struct Bystander<P> {
    inner: Collect<P>,
    gap: u64,
}

impl<P: Pair> Bystander<P> {
    pub(crate) fn new(given: &Heap) -> Self {
        Self { inner: Collect::new(given), gap: 0 }
    }
}

impl<P: Pair> Job for Bystander<P> {
    fn run(&mut self) {
        let (over, ready) = (AtomicBool::new(false), AtomicBool::new(false));
        self.gap = std::thread::scope(|scope| {
            let watching = scope.spawn(|| {
                let (mut longest, mut last) = (0, Instant::now());
                ready.store(true, Ordering::Release);
                while !over.load(Ordering::Relaxed) {
                    let now = Instant::now();
                    longest = longest.max((now - last).as_nanos() as u64);
                    last = now;
                }
                longest
            });
            while !ready.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            self.inner.run();
            over.store(true, Ordering::Relaxed);
            watching.join().expect("the bystander only looks at the clock")
        });
    }

    fn answer(&mut self) -> Answer {
        self.inner.answer()
    }

    fn readings(&mut self) -> Vec<Series> {
        vec![values("pause", "ns", vec![self.gap as f64])]
    }
}
