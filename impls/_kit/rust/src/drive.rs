//! The timed loops over whole runs, and the face by which the server drives any job.

use std::hint::black_box;

use crate::clock::{cpu_ns, now_ns};
use crate::each;
use crate::heap::Mark;
use crate::job::{Answer, Job};
use crate::protocol::{Batch, Each, How};
use crate::series::{Loops, Series, values};
use crate::stage::Stage;
use crate::usage::Usage;

/// Why a request was not done. Kinds: `given`, `lane`, `unsupported`, `unavailable`, `protocol`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The protocol's word.
    pub kind: &'static str,
    /// One line.
    pub message: String,
    /// More lines: a backtrace, the last line of a program's stderr.
    pub detail: String,
}

impl Failure {
    /// A failure of that kind, without detail.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: String::new() }
    }

    /// Why a lane was not prepared: its message may begin with the kind.
    pub(crate) fn of_prepare(message: &str) -> Self {
        let kinds = ["given", "unavailable", "unsupported"];
        let told = message.split_once(": ").and_then(|(word, rest)| Some((*kinds.iter().find(|&&k| k == word)?, rest)));
        told.map_or_else(|| Self::new("lane", message), |(kind, rest)| Self::new(kind, rest))
    }

    /// The same failure with more lines.
    #[must_use]
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = text.into();
        self
    }
}

/// How a measure ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// The answer of the last timed run; None where the steps ended inside a run.
    pub answer: Option<Answer>,
    /// Time of the first run, or step, in this process.
    pub first_ns: Option<u64>,
    /// Whether less was done than was asked: stopped, or too many failures.
    pub partial: bool,
    /// What the process had used when the last timed run ended.
    pub usage: Usage,
}

/// A job with its type rubbed out. [`boxed`] makes one of any [`Job`].
pub trait Driven {
    /// Whether operations can be timed one by one.
    fn steps(&self) -> bool;

    /// Operations in one run.
    fn ops(&self) -> u64;

    /// Run once, untimed, and answer.
    ///
    /// # Errors
    /// What kept the lane from answering.
    fn check(&mut self) -> Result<Answer, Failure>;

    /// Measure as asked; each series goes to `say` as it is ready.
    ///
    /// # Errors
    /// What kept the lane from being measured, or that it cannot be measured so.
    fn measure(&mut self, how: &How, stage: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure>;

    /// Let go of what the process's end would not.
    fn close(&mut self);
}

/// What a [`Prepare`](crate::Prepare) returns.
///
/// # Errors
/// Never: the result is what `Prepare` wants.
pub fn boxed<J: Job + 'static>(job: J) -> Result<Box<dyn Driven>, String> {
    Ok(Box::new(Timed { job, first_ns: None }))
}

/// A job and when it first ran.
pub(crate) struct Timed<J> {
    pub(crate) job: J,
    pub(crate) first_ns: Option<u64>,
}

/// Wall and CPU time of one sample.
#[derive(Clone, Copy)]
struct Sample {
    wall_ns: u64,
    cpu_ns: u64,
}

impl<J: Job> Driven for Timed<J> {
    fn steps(&self) -> bool {
        J::STEPS || J::FLIES
    }

    fn ops(&self) -> u64 {
        self.job.ops()
    }

    fn check(&mut self) -> Result<Answer, Failure> {
        self.sample(1);
        Ok(self.job.answer())
    }

    fn measure(&mut self, how: &How, stage: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        match how {
            How::Batch(asked) => Ok(self.batch(asked, stage, say)),
            How::Each(asked) => self.each(asked, stage, say),
        }
    }

    fn close(&mut self) {
        self.job.close();
    }
}

impl<J: Job> Timed<J> {
    /// The one timed loop over runs.
    #[inline(never)]
    fn sample(&mut self, loops: u64) -> Sample {
        if J::RESETS {
            self.job.reset();
        }
        let cpu = cpu_ns();
        let start = now_ns();
        for _ in 0..loops {
            self.job.run();
            black_box(&mut self.job);
        }
        let wall_ns = now_ns() - start;
        let cpu_ns = cpu_ns() - cpu;
        self.first_ns.get_or_insert(wall_ns);
        Sample { wall_ns, cpu_ns }
    }

    fn batch(&mut self, asked: &Batch, stage: &Stage, say: &mut dyn FnMut(Series)) -> Done {
        let one_run = asked.once || J::RESETS;
        let mut loops = if one_run { 1 } else { asked.loops };
        if self.first_ns.is_none() && loops != 1 {
            self.sample(1); // alone, so that the time of the first run is known
        }
        if loops == 0 {
            loops = self.calibrated(asked.min_ns, stage);
        }
        let warmup = if asked.once { 0 } else { self.warm_up(loops, asked, stage) };
        let wanted = if asked.once { 1 } else { asked.samples.max(1) };
        let cut = stage.stopped() && !asked.once; // in the warm-up
        let began = now_ns();
        let (mut totals, mut cpu, mut heap) = (Vec::with_capacity(wanted as usize), 0, None);
        let before = Mark::now();
        while (totals.len() as u64) < wanted {
            let mark = Mark::now();
            let sample = self.sample(loops);
            heap = mark.since(loops);
            totals.push(sample.wall_ns);
            cpu += sample.cpu_ns;
            let spent = asked.budget_ns > 0 && now_ns() - began >= asked.budget_ns;
            if stage.stopped() || spent {
                break;
            }
        }
        let partial = cut || (stage.stopped() && (totals.len() as u64) < wanted);
        let growth = before.growth().filter(|_| loops * totals.len() as u64 > 1);
        let usage = Usage::now(heap); // before the answer is made, which is none of the lane's work
        let ops = self.job.ops();
        let operations = totals.len() as f64 * loops as f64 * ops.max(1) as f64;
        say(Series::loops("time", "ns", Loops { loops, ops, warmup, totals }));
        say(values("cpu", "ns", vec![cpu as f64 / operations]));
        if let Some(bytes) = growth {
            say(values("growth", "B", vec![bytes / operations]));
        }
        self.job.readings().into_iter().for_each(say);
        Done { answer: Some(self.job.answer()), first_ns: self.first_ns, partial, usage }
    }

    /// Runs that together take `min_ns`: from one, at most tenfold at a time, aimed a twentieth too long.
    fn calibrated(&mut self, min_ns: u64, stage: &Stage) -> u64 {
        let mut loops: u64 = 1;
        loop {
            let taken = self.sample(loops).wall_ns;
            if taken >= min_ns || stage.stopped() {
                return loops;
            }
            loops = each::grown(loops, taken, min_ns);
        }
    }

    /// Samples until both count and time are reached; how many there were.
    fn warm_up(&mut self, loops: u64, asked: &Batch, stage: &Stage) -> u64 {
        let began = now_ns();
        let mut taken = 0;
        while !stage.stopped() && (taken < asked.warmup || now_ns() - began < asked.warmup_ns) {
            self.sample(loops);
            taken += 1;
        }
        taken
    }

    fn each(&mut self, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        let found = each::each(self, asked, stage, say)?;
        let usage = Usage::now(None);
        self.job.readings().into_iter().for_each(say);
        let answer = found.whole.then(|| self.job.answer());
        Ok(Done { answer, first_ns: self.first_ns, partial: found.partial, usage })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_may_begin_with_its_kind() {
        assert_eq!(Failure::new("given", "cut"), Failure::of_prepare("given: cut"));
        assert_eq!(Failure::new("lane", "port: taken"), Failure::of_prepare("port: taken"));
    }
}
