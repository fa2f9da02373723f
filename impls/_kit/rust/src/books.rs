//! What a measure of single operations finds: histograms, window by window, and what is counted.

use crate::clock::now_ns;
use crate::protocol::Each;
use crate::recorder::Recorder;
use crate::series::{Series, values};
use crate::starts::{PATIENCE_NS, Plan};

/// Histograms, a set a window. A closed window waits to be sent until there is time for it.
pub(crate) struct Books<'s> {
    open: Vec<(Recorder, &'static str, &'static str)>,
    began_ns: u64,
    length_ns: u64,
    opened_ns: u64,
    closed: Vec<Series>,
    say: &'s mut dyn FnMut(Series),
}

impl<'s> Books<'s> {
    /// Of a closed loop: latency from the start.
    pub(crate) fn closed_loop(asked: &Each, began_ns: u64, say: &'s mut dyn FnMut(Series)) -> Self {
        let open = vec![(Recorder::means_of(asked.batch.max(1)), "latency", "start")];
        Self { open, began_ns, length_ns: asked.window_ns, opened_ns: began_ns, closed: Vec::new(), say }
    }

    /// Of an open loop: latency from the actual start, and from the intended one.
    pub(crate) fn open_loop(asked: &Each, began_ns: u64, say: &'s mut dyn FnMut(Series)) -> Self {
        let open = vec![(Recorder::new(), "latency_naive", "start"), (Recorder::new(), "latency", "intended")];
        Self { open, began_ns, length_ns: asked.window_ns, opened_ns: began_ns, closed: Vec::new(), say }
    }

    /// An operation ended then; its latencies, one a book, or none where it failed.
    pub(crate) fn keep(&mut self, end_ns: u64, latencies: &[u64]) {
        if self.length_ns > 0 && end_ns >= self.opened_ns + self.length_ns {
            self.close(self.opened_ns + self.length_ns);
            self.opened_ns += (end_ns - self.opened_ns) / self.length_ns * self.length_ns;
        }
        for ((book, ..), latency) in self.open.iter_mut().zip(latencies) {
            book.record(*latency);
        }
    }

    fn close(&mut self, at_ns: u64) {
        for (book, metric, from) in &mut self.open {
            let mut series = book.series(metric);
            series.from = Some(from);
            if self.length_ns > 0 {
                series.window = Some([self.opened_ns - self.began_ns, at_ns - self.began_ns]);
            }
            self.closed.push(series);
            book.clear();
        }
    }

    /// Send the windows that have closed. Takes some hundred microseconds where there are any.
    pub(crate) fn send(&mut self) {
        self.closed.drain(..).for_each(&mut self.say);
    }

    /// Send the rest, and what was counted; of a closed loop `lost` is what the stop left unanswered.
    pub(crate) fn end(self, failed: u64, lost: u64) {
        let say = self.ended(failed);
        if lost > 0 {
            say(values("lost", "count", vec![lost as f64]));
        }
    }

    /// The same of an open loop.
    pub(crate) fn end_load(self, failed: u64, load: &Load) {
        let began_ns = self.began_ns;
        load.series(failed, began_ns).into_iter().for_each(self.ended(failed));
    }

    fn ended(mut self, failed: u64) -> &'s mut dyn FnMut(Series) {
        self.close(now_ns().max(self.opened_ns));
        self.send();
        (self.say)(values("failed", "count", vec![failed as f64]));
        self.say
    }
}

/// What became of the operations that an open loop intended.
pub(crate) struct Load {
    plan: Plan,
    due_ns: Option<u64>,   // of the first
    ended_ns: Option<u64>, // the first answer
    last_ns: u64,          // the last answer
    started: u64,
    answered: u64,
    late: u64,
}

impl Load {
    pub(crate) fn of(plan: Plan) -> Self {
        Self { plan, due_ns: None, ended_ns: None, last_ns: 0, started: 0, answered: 0, late: 0 }
    }

    /// One operation is started.
    pub(crate) fn start(&mut self, due_ns: u64) {
        self.due_ns.get_or_insert(due_ns);
        self.started += 1;
    }

    /// One was answered.
    pub(crate) fn answer(&mut self, due_ns: u64, end_ns: u64) {
        self.ended_ns.get_or_insert(end_ns);
        self.last_ns = self.last_ns.max(end_ns);
        self.answered += 1;
        self.late += u64::from(end_ns - due_ns > PATIENCE_NS);
    }

    /// Nothing is waited for after that: what is unanswered then is lost.
    pub(crate) fn gives_up_ns(&self) -> u64 {
        self.plan.last_ns + PATIENCE_NS
    }

    /// How many have neither been answered nor failed.
    pub(crate) fn lost(&self, failed: u64) -> u64 {
        self.plan.count - (self.answered + failed).min(self.plan.count)
    }

    /// `offered` and `answered` say of how many, and when the first and the last were due, or were answered.
    fn series(&self, failed: u64, began_ns: u64) -> Vec<Series> {
        let lost = self.lost(failed);
        let waiting = self.plan.count - self.started.min(self.plan.count);
        let since = |at_ns: u64| at_ns.saturating_sub(began_ns);
        let counted = |metric: &str, count: u64| values(metric, "count", vec![count as f64]);
        let (mut offered, mut answered) = (counted("offered", self.plan.count), counted("answered", self.answered));
        offered.window = self.due_ns.map(|first| [since(first), since(self.plan.last_ns)]);
        answered.window = self.ended_ns.map(|first| [since(first), since(self.last_ns)]);
        let lost = counted("lost", lost).evidence(format!("{waiting} of them were never started"));
        vec![offered, answered, lost, counted("late", self.late)]
    }
}
