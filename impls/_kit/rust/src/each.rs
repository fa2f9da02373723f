//! The timed loop over single operations, closed (one after the other) and open (at intended times).

use std::hint::black_box;
use std::time::Duration;

use crate::arrivals::Arrivals;
use crate::clock::now_ns;
use crate::drive::{Failure, Timed};
use crate::job::Job;
use crate::protocol::{Each, MOST_FAILURES, Pace};
use crate::recorder::Recorder;
use crate::series::{Series, values};
use crate::stage::Stage;

/// From the request to the first intended start.
const LEAD_NS: u64 = 1_000_000;
/// Before an intended start the loop spins this long: a sleep may wake late by about as much.
const SPIN_NS: u64 = 2_000_000;
/// Longest sleep between two looks at the stop flag.
const NAP_NS: u64 = 50_000_000;

/// How the steps ended.
pub(crate) struct Found {
    /// Less was done than was asked.
    pub(crate) partial: bool,
    /// The last step ended a whole run and none failed, so there is an answer to compare.
    pub(crate) whole: bool,
}

/// More loops after `loops` took `taken_ns` of `min_ns`: tenfold at most, aimed a twentieth too long.
pub(crate) fn grown(loops: u64, taken_ns: u64, min_ns: u64) -> u64 {
    let aimed = loops as f64 * 1.05 * min_ns as f64 / taken_ns.max(1) as f64;
    (aimed.min(loops as f64 * 10.0) as u64).max(loops + 1)
}

/// Where the steps of a job stand.
struct Steps<'a, J> {
    timed: &'a mut Timed<J>,
    ops: u64,
    next: u64,
    failed: u64,
    in_a_row: u64,
}

/// Steps that were timed as one.
struct Stretch {
    start_ns: u64,
    end_ns: u64,
    good: bool,
}

/// A recorded value in the making: a batch that goes over the end of a run leaves the reset between out.
struct Value {
    size: u64,
    total_ns: u64,
    good: bool,
}

impl Default for Value {
    fn default() -> Self {
        Self { size: 0, total_ns: 0, good: true }
    }
}

impl Value {
    fn add(&mut self, size: u64, stretch: &Stretch) {
        self.size += size;
        self.total_ns += stretch.end_ns - stretch.start_ns;
        self.good &= stretch.good;
    }
}

impl<'a, J: Job> Steps<'a, J> {
    fn new(timed: &'a mut Timed<J>) -> Self {
        let ops = timed.job.ops().max(1);
        Self { timed, ops, next: 0, failed: 0, in_a_row: 0 }
    }

    /// Untimed: a run's first step needs the state that a run begins with.
    fn ready(&mut self) {
        if J::RESETS && (self.next == 0 || self.ops == 1) {
            self.timed.job.reset();
        }
    }

    /// Steps until the next reset.
    fn room(&self) -> u64 {
        if J::RESETS { self.ops - if self.ops == 1 { 0 } else { self.next } } else { u64::MAX }
    }

    fn whole(&self) -> bool {
        self.failed == 0 && (self.next == 0 || self.ops == 1)
    }

    /// The timed part.
    #[inline(never)]
    fn go(&mut self, size: u64) -> Stretch {
        let end = if self.ops == 1 { u64::MAX } else { self.ops };
        let (mut next, mut failed) = (self.next, 0);
        let start_ns = now_ns();
        for _ in 0..size {
            failed += u64::from(!self.timed.job.step(next));
            black_box(&mut self.timed.job);
            next += 1;
            if next == end {
                next = 0;
            }
        }
        let end_ns = now_ns();
        self.next = next;
        self.timed.first_ns.get_or_insert((end_ns - start_ns) / size);
        self.failed += failed;
        self.in_a_row = if failed == size { self.in_a_row + size } else { 0 };
        Stretch { start_ns, end_ns, good: failed == 0 }
    }
}

/// Histograms that are sent when their window closes.
struct Books<'s> {
    open: Vec<(Recorder, &'static str, &'static str)>,
    began_ns: u64,
    length_ns: u64,
    opened_ns: u64,
    say: &'s mut dyn FnMut(Series),
}

impl Books<'_> {
    /// Send what belongs to windows that ended before `at_ns`.
    fn turn(&mut self, at_ns: u64) {
        if self.length_ns > 0 && at_ns >= self.opened_ns + self.length_ns {
            self.send(self.opened_ns + self.length_ns);
            self.opened_ns += (at_ns - self.opened_ns) / self.length_ns * self.length_ns;
        }
    }

    fn send(&mut self, closed_ns: u64) {
        for (book, metric, from) in &mut self.open {
            let mut series = book.series(metric);
            series.from = Some(from);
            if self.length_ns > 0 {
                series.window = Some([self.opened_ns - self.began_ns, closed_ns - self.began_ns]);
            }
            (self.say)(series);
            book.clear();
        }
    }

    fn end(mut self, failed: u64) {
        self.send(now_ns().max(self.opened_ns));
        (self.say)(values("failed", "count", vec![failed as f64]));
    }
}

/// Time single operations as asked, and send their histograms and how many failed.
pub(crate) fn each<J: Job>(
    timed: &mut Timed<J>,
    asked: &Each,
    stage: &Stage,
    say: &mut dyn FnMut(Series),
) -> Result<Found, Failure> {
    refuse::<J>(asked)?;
    let mut steps = Steps::new(timed);
    warm_up(&mut steps, asked, stage);
    if asked.rate > 0.0 { Ok(open(&mut steps, asked, stage, say)) } else { Ok(closed(&mut steps, asked, stage, say)) }
}

fn refuse<J: Job>(asked: &Each) -> Result<(), Failure> {
    let why = if !J::STEPS {
        "this lane has no step: its operations cannot be timed one by one".into()
    } else if asked.in_flight > 1 {
        format!("in_flight {}: operations of a Rust job are answered before they return", asked.in_flight)
    } else if asked.rate > 0.0 && asked.batch > 1 {
        format!("batch {}: an open loop records every operation", asked.batch)
    } else {
        return Ok(());
    };
    Err(Failure::new("unsupported", why))
}

fn warm_up<J: Job>(steps: &mut Steps<J>, asked: &Each, stage: &Stage) {
    let began = now_ns();
    let mut done = 0;
    while !stage.stopped() && (done < asked.warmup || now_ns() - began < asked.warmup_ns) {
        steps.ready();
        steps.go(1);
        done += 1;
    }
    (steps.next, steps.failed, steps.in_a_row) = (0, 0, 0);
}

fn closed<J: Job>(steps: &mut Steps<J>, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Found {
    let (batch, wanted) = (asked.batch.max(1), asked.operations(steps.ops));
    let began_ns = now_ns();
    let latency = vec![(Recorder::means_of(batch), "latency", "start")];
    let mut books = Books { open: latency, began_ns, length_ns: asked.window_ns, opened_ns: began_ns, say };
    let (mut done, mut value) = (0, Value::default());
    while done < wanted && !stage.stopped() && steps.in_a_row < MOST_FAILURES {
        steps.ready();
        let size = (batch - value.size).min(wanted - done).min(steps.room());
        let stretch = steps.go(size);
        value.add(size, &stretch);
        if value.size == batch {
            books.turn(stretch.end_ns);
            if value.good {
                books.open[0].0.record(value.total_ns);
            }
            value = Value::default();
        }
        done += size;
        if asked.budget_ns > 0 && stretch.end_ns - began_ns >= asked.budget_ns {
            break;
        }
    }
    let partial = steps.in_a_row >= MOST_FAILURES || (stage.stopped() && done < wanted);
    books.end(steps.failed);
    Found { partial, whole: steps.whole() && !partial }
}

fn open<J: Job>(steps: &mut Steps<J>, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Found {
    let wanted = asked.operations(steps.ops);
    let arrivals = match asked.arrivals {
        Pace::Constant => Arrivals::constant(asked.rate),
        Pace::Poisson => Arrivals::poisson(asked.rate, asked.seed),
    };
    let began_ns = now_ns() + LEAD_NS;
    let latencies = vec![(Recorder::new(), "latency_naive", "start"), (Recorder::new(), "latency", "intended")];
    let mut books = Books { open: latencies, began_ns, length_ns: asked.window_ns, opened_ns: began_ns, say };
    let mut done = 0;
    for after_ns in arrivals {
        let over = done == wanted || (asked.budget_ns > 0 && after_ns >= asked.budget_ns);
        if over || steps.in_a_row >= MOST_FAILURES {
            break;
        }
        steps.ready();
        let due_ns = began_ns + after_ns;
        wait_until(due_ns, stage);
        if stage.stopped() {
            break;
        }
        let stretch = steps.go(1);
        books.turn(stretch.end_ns);
        if stretch.good {
            books.open[0].0.record(stretch.end_ns - stretch.start_ns);
            books.open[1].0.record(stretch.end_ns - due_ns);
        }
        done += 1;
    }
    let partial = steps.in_a_row >= MOST_FAILURES || (stage.stopped() && done < wanted);
    books.end(steps.failed);
    Found { partial, whole: steps.whole() && !partial }
}

fn wait_until(due_ns: u64, stage: &Stage) {
    loop {
        let left = due_ns.saturating_sub(now_ns());
        if left == 0 || stage.stopped() {
            return;
        }
        if left > SPIN_NS {
            std::thread::sleep(Duration::from_nanos((left - SPIN_NS).min(NAP_NS)));
        } else {
            std::hint::spin_loop();
        }
    }
}
