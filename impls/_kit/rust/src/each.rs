//! The timed loop over single operations, closed (one after the other) and open (at intended times).

use std::hint::black_box;

use crate::books::{Books, Load};
use crate::clock::now_ns;
use crate::drive::{Failure, Timed};
use crate::flight;
use crate::job::Job;
use crate::protocol::{Each, MOST_FAILURES};
use crate::series::Series;
use crate::stage::Stage;
use crate::starts::Starts;

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

/// Which operation comes next, and how those before it fared.
pub(crate) struct Indices {
    pub(crate) ops: u64,
    pub(crate) next: u64,
    pub(crate) failed: u64,
    in_a_row: u64,
}

impl Indices {
    pub(crate) fn of(ops: u64) -> Self {
        Self { ops: ops.max(1), next: 0, failed: 0, in_a_row: 0 }
    }

    /// Whether a run begins here, with the state that a run begins with.
    pub(crate) fn begins(&self) -> bool {
        self.next == 0 || self.ops == 1
    }

    /// The index of the next operation.
    pub(crate) fn take(&mut self) -> u64 {
        let index = self.next;
        self.next = if self.ops > 1 && index + 1 == self.ops { 0 } else { index + 1 };
        index
    }

    /// So many failed of the last `size`.
    pub(crate) fn note(&mut self, failed: u64, size: u64) {
        self.failed += failed;
        self.in_a_row = if failed == size { self.in_a_row + size } else { 0 };
    }

    /// So many failed in a row that there is no sense in going on.
    pub(crate) fn hopeless(&self) -> bool {
        self.in_a_row >= MOST_FAILURES
    }

    /// The last operation ended a run, and none failed.
    pub(crate) fn whole(&self) -> bool {
        self.failed == 0 && self.begins()
    }

    /// What was done so far was warm-up.
    pub(crate) fn restart(&mut self) {
        (self.next, self.failed, self.in_a_row) = (0, 0, 0);
    }
}

/// Where the steps of a job stand.
struct Steps<'a, J> {
    timed: &'a mut Timed<J>,
    at: Indices,
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
        let at = Indices::of(timed.job.ops());
        Self { timed, at }
    }

    /// Untimed: a run's first step needs the state that a run begins with.
    fn ready(&mut self) {
        if J::RESETS && self.at.begins() {
            self.timed.job.reset();
        }
    }

    /// Steps until the next reset.
    fn room(&self) -> u64 {
        if J::RESETS { self.at.ops - if self.at.ops == 1 { 0 } else { self.at.next } } else { u64::MAX }
    }

    /// The timed part.
    #[inline(never)]
    fn go(&mut self, size: u64) -> Stretch {
        let end = if self.at.ops == 1 { u64::MAX } else { self.at.ops };
        let (mut next, mut failed) = (self.at.next, 0);
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
        self.at.next = next;
        self.timed.first_ns.get_or_insert((end_ns - start_ns) / size);
        self.at.note(failed, size);
        Stretch { start_ns, end_ns, good: failed == 0 }
    }
}

/// Time single operations as asked, and send their histograms and how many failed.
pub(crate) fn each<J: Job>(
    timed: &mut Timed<J>,
    asked: &Each,
    stage: &Stage,
    say: &mut dyn FnMut(Series),
) -> Result<Found, Failure> {
    refuse::<J>(asked, timed.job.ops().max(1))?;
    if J::FLIES && (asked.in_flight > 1 || !J::STEPS) {
        return flight::each(timed, asked, stage, say);
    }
    let mut steps = Steps::new(timed);
    warm_up(&mut steps, asked, stage);
    if asked.rate > 0.0 { open(&mut steps, asked, stage, say) } else { Ok(closed(&mut steps, asked, stage, say)) }
}

fn refuse<J: Job>(asked: &Each, ops: u64) -> Result<(), Failure> {
    let why = if !J::STEPS && !J::FLIES {
        "this lane has no step: its operations cannot be timed one by one".into()
    } else if asked.in_flight > 1 && !J::FLIES {
        format!("in_flight {}: this lane does not fly, its operations are answered before they return", asked.in_flight)
    } else if asked.batch > 1 && (asked.rate > 0.0 || asked.in_flight > 1) {
        format!("batch {}: an open loop, like one with several in flight, records every operation", asked.batch)
    } else if J::RESETS && asked.in_flight > 1 && asked.operations(ops) > ops {
        format!(
            "in_flight {}: this lane starts anew after {ops} operations, when none may be under way",
            asked.in_flight
        )
    } else if asked.rate > 0.0 && asked.starts.as_os_str().is_empty() {
        "rate: an open loop needs starts, the FIFO that a generator hands them over in".into()
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
    steps.at.restart();
}

fn closed<J: Job>(steps: &mut Steps<J>, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Found {
    let (batch, wanted) = (asked.batch.max(1), asked.operations(steps.at.ops));
    let began_ns = now_ns();
    let mut books = Books::closed_loop(asked, began_ns, say);
    let (mut done, mut value) = (0, Value::default());
    while done < wanted && !stage.stopped() && !steps.at.hopeless() {
        steps.ready();
        let size = (batch - value.size).min(wanted - done).min(steps.room());
        let stretch = steps.go(size);
        value.add(size, &stretch);
        if value.size == batch {
            books.keep(stretch.end_ns, if value.good { std::slice::from_ref(&value.total_ns) } else { &[] });
            books.send();
            value = Value::default();
        }
        done += size;
        if asked.budget_ns > 0 && stretch.end_ns - began_ns >= asked.budget_ns {
            break;
        }
    }
    let partial = steps.at.hopeless() || (stage.stopped() && done < wanted);
    books.end(steps.at.failed, 0);
    Found { partial, whole: steps.at.whole() && !partial }
}

/// Operations one after the other, none before it is due. Who is behind takes the next at once: its wait shows in the
/// latency from the intended start.
fn open<J: Job>(
    steps: &mut Steps<J>,
    asked: &Each,
    stage: &Stage,
    say: &mut dyn FnMut(Series),
) -> Result<Found, Failure> {
    let mut starts = heard(asked)?;
    let Some(plan) = starts.plan(stage) else { return Ok(Found { partial: true, whole: false }) };
    let (mut books, mut load) = (Books::open_loop(asked, plan.began_ns, say), Load::of(plan));
    while !steps.at.hopeless() {
        steps.ready();
        if starts.idle() {
            books.send();
        }
        let Some(due_ns) = starts.wait(stage) else { break };
        if now_ns() > load.gives_up_ns() {
            break;
        }
        load.start(due_ns);
        let Stretch { start_ns, end_ns, good } = steps.go(1);
        if good {
            books.keep(end_ns, &[end_ns - start_ns, end_ns - due_ns]);
            load.answer(due_ns, end_ns);
        } else {
            books.keep(end_ns, &[]);
        }
    }
    let lost = load.lost(steps.at.failed);
    let partial = steps.at.hopeless() || (lost > 0 && (stage.stopped() || starts.cut()));
    books.end_load(steps.at.failed, &load);
    Ok(Found { partial, whole: steps.at.whole() && lost == 0 })
}

/// The starts of an open loop.
pub(crate) fn heard(asked: &Each) -> Result<Starts, Failure> {
    let failed = |error| Failure::new("protocol", format!("starts: {}: {error}", asked.starts.display()));
    Starts::open(&asked.starts).map_err(failed)
}
