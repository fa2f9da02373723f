//! One load: waits for its worker, then for each intended start.

use tandem_kit::{
    Answer, Arrivals, Done, Driven, Each, Failure, How, Pace, Plan, Recorder, Series, Stage, Usage, now_ns, record,
};

use crate::feed::Feed;

/// From the worker's readiness to the beginning of the load.
const LEAD_NS: u64 = 1_000_000;
/// Before an intended start it spins this long: a sleep may wake late by about as much.
const SPIN_NS: u64 = 2_000_000;
/// Longest sleep between two looks at the stop flag.
const NAP_NS: u64 = 50_000_000;

/// The generator, as the server drives it.
pub(crate) struct Generator {
    stage: Stage,
}

impl Generator {
    pub(crate) fn of(stage: &Stage) -> Self {
        Self { stage: stage.clone() }
    }

    fn load(&self, asked: &Each, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        let Some((count, last_ns)) = ends(asked) else {
            return Err(Failure::new("protocol", "measure: an open loop needs a rate, and a count or a budget_ns"));
        };
        let opened = Feed::open(&asked.starts, || self.stage.stopped());
        let opened =
            opened.map_err(|e| Failure::new("protocol", format!("starts: {}: {e}", asked.starts.display())))?;
        let mut lateness = Recorder::new();
        let mut handed = 0;
        if let Some(mut feed) = opened {
            let began_ns = now_ns() + LEAD_NS;
            feed.write(&Plan { count, began_ns, last_ns: began_ns + last_ns }.header());
            for after_ns in arrivals(asked).take(usize::try_from(count).unwrap_or(usize::MAX)) {
                let due_ns = began_ns + after_ns;
                if !self.wait_until(due_ns, &mut feed) {
                    break;
                }
                lateness.record(now_ns() - due_ns);
                feed.write(&record(handed, due_ns));
                handed += 1;
            }
            while feed.behind() && !self.stage.stopped() {
                feed.wait();
            }
        }
        let mut series = lateness.series("lateness");
        series.from = Some("intended");
        say(series);
        Ok(Done { partial: handed < count, usage: Usage::now(None), ..Done::default() })
    }

    /// False where nobody waits for the start any more. The last stretch is spun with `sched_yield`: on a core of its own
    /// that costs a fraction of a microsecond a turn, on one that it shares the parties of the case go first.
    fn wait_until(&self, due_ns: u64, feed: &mut Feed) -> bool {
        loop {
            let left = due_ns.saturating_sub(now_ns());
            if left == 0 {
                return !feed.gone() && !self.stage.stopped();
            }
            if left > SPIN_NS {
                if feed.gone() || self.stage.stopped() {
                    return false;
                }
                feed.rest(left - SPIN_NS, NAP_NS);
            } else {
                std::thread::yield_now();
            }
        }
    }
}

impl Driven for Generator {
    fn steps(&self) -> bool {
        false
    }

    fn ops(&self) -> u64 {
        1
    }

    fn check(&mut self) -> Result<Answer, Failure> {
        Ok(Answer::Json(serde_json::Value::Null))
    }

    fn measure(&mut self, how: &How, _stage: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        match how {
            How::Each(asked) => self.load(asked, say),
            How::Batch(_) => Err(Failure::new("unsupported", "how: batch: a generator only says when to start")),
        }
    }

    fn close(&mut self) {}
}

fn arrivals(asked: &Each) -> Arrivals {
    match asked.arrivals {
        Pace::Constant => Arrivals::constant(asked.rate),
        Pace::Poisson => Arrivals::poisson(asked.rate, asked.seed),
    }
}

/// How many starts there are and when the last is due, after the beginning; None where they never end.
fn ends(asked: &Each) -> Option<(u64, u64)> {
    if asked.rate <= 0.0 || (asked.count == 0 && asked.budget_ns == 0) {
        return None;
    }
    let most = if asked.count == 0 { u64::MAX } else { asked.count };
    let budget_ns = if asked.budget_ns == 0 { u64::MAX } else { asked.budget_ns };
    let within = arrivals(asked).take(usize::try_from(most).unwrap_or(usize::MAX)).take_while(|&at| at < budget_ns);
    Some(within.fold((0, 0), |(count, _), at_ns| (count + 1, at_ns)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_ends_by_count_or_by_budget_whichever_is_first() {
        let load = |count, budget_ns| Each { rate: 1_000.0, count, budget_ns, ..Each::default() };
        assert_eq!(Some((5, 4_000_000)), ends(&load(5, 0)));
        assert_eq!(Some((3, 2_000_000)), ends(&load(0, 3_000_000)));
        assert_eq!(Some((3, 2_000_000)), ends(&load(5, 3_000_000)));
        assert_eq!(None, ends(&load(0, 0)));
        assert_eq!(None, ends(&Each { count: 5, ..Each::default() }));
    }

    #[test]
    fn a_budget_before_the_first_arrival_is_an_empty_load() {
        let asked = Each { rate: 1.0, arrivals: Pace::Poisson, budget_ns: 1, ..Each::default() };
        assert_eq!(Some((0, 0)), ends(&asked));
    }
}
