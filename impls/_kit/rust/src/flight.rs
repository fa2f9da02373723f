//! Every operation timed alone, several in flight: the `start` of a job, closed (a new one for each that is answered) and
//! open (at intended times).

use std::sync::Arc;

use crate::books::{Books, Load};
use crate::clock::now_ns;
use crate::drive::{Failure, Timed};
use crate::each::{Found, Indices, heard};
use crate::job::Job;
use crate::news::News;
use crate::protocol::Each;
use crate::series::Series;
use crate::stage::Stage;
use crate::ticket::{Landed, Tower, bell};

/// A job with its operations in the air.
struct Flights<'a, J> {
    timed: &'a mut Timed<J>,
    at: Indices,
    tower: Arc<Tower>,
    news: News,
    seats: u64,
    flying: u64,
    landed: Vec<Landed>,
}

/// Time operations as asked, `in_flight` at once, and send their histograms and what was counted.
pub(crate) fn each<J: Job>(
    timed: &mut Timed<J>,
    asked: &Each,
    stage: &Stage,
    say: &mut dyn FnMut(Series),
) -> Result<Found, Failure> {
    let mut flights = Flights::over(timed, asked).map_err(|e| Failure::new("unavailable", e.to_string()))?;
    flights.warm_up(asked, stage);
    let found = if asked.rate > 0.0 { flights.open(asked, stage, say) } else { Ok(flights.closed(asked, stage, say)) };
    flights.tower.close();
    if flights.flying > 0 {
        flights.timed.job.abandon();
    }
    found
}

impl<'a, J: Job> Flights<'a, J> {
    fn over(timed: &'a mut Timed<J>, asked: &Each) -> std::io::Result<Self> {
        let (at, ours) = (Indices::of(timed.job.ops()), bell()?);
        let news = News::of(ours.try_clone()?)?;
        let tower = Arc::new(Tower::new(ours));
        Ok(Self { timed, at, tower, news, seats: asked.in_flight.max(1), flying: 0, landed: Vec::new() })
    }

    fn start(&mut self, due_ns: Option<u64>) {
        if J::RESETS && self.at.begins() {
            self.timed.job.reset();
        }
        let index = self.at.take();
        self.flying += 1;
        self.timed.job.start(index, self.tower.ticket(due_ns));
    }

    /// Take what has landed, which stays in `landed` until the next time.
    fn collect(&mut self) {
        self.tower.collect(&mut self.landed);
        for landed in &self.landed {
            self.flying -= 1;
            self.timed.first_ns.get_or_insert(landed.end_ns - landed.start_ns);
            self.at.note(u64::from(!landed.good), 1);
        }
    }

    /// Let operations go on until there is news.
    fn turn(&mut self) {
        self.timed.job.turn(&self.news);
        self.news.heard();
    }

    fn warm_up(&mut self, asked: &Each, stage: &Stage) {
        let (began, mut done) = (now_ns(), 0);
        while !stage.stopped() && (done < asked.warmup || now_ns() - began < asked.warmup_ns) {
            self.start(None);
            done += 1;
            while self.flying > 0 && !stage.stopped() {
                if self.tower.listen() {
                    self.turn();
                }
                self.collect();
            }
        }
        self.at.restart();
    }

    fn closed(&mut self, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Found {
        let (wanted, began_ns) = (asked.operations(self.at.ops), now_ns());
        let mut books = Books::closed_loop(asked, began_ns, say);
        let mut started = 0;
        loop {
            self.collect();
            for Landed { start_ns, end_ns, good, .. } in &self.landed {
                let latency = [end_ns - start_ns];
                books.keep(*end_ns, &latency[..usize::from(*good)]);
            }
            books.send();
            let spent = asked.budget_ns > 0 && now_ns() - began_ns >= asked.budget_ns;
            while started < wanted && !spent && self.flying < self.seats && !self.at.hopeless() && !stage.stopped() {
                self.start(None);
                started += 1;
            }
            if self.flying == 0 || self.at.hopeless() || stage.stopped() {
                break;
            }
            if self.tower.listen() {
                self.turn();
            }
        }
        let cut = stage.stopped() && (started < wanted || self.flying > 0);
        let partial = self.at.hopeless() || cut;
        let whole = self.at.whole() && self.flying == 0 && !partial;
        books.end(self.at.failed, self.flying);
        Found { partial, whole }
    }

    /// A start for which there is no seat waits, and its wait shows in the latency from the intended start.
    fn open(&mut self, asked: &Each, stage: &Stage, say: &mut dyn FnMut(Series)) -> Result<Found, Failure> {
        let mut starts = heard(asked)?;
        let Some(plan) = starts.plan(stage) else { return Ok(Found { partial: true, whole: false }) };
        let (mut books, mut load) = (Books::open_loop(asked, plan.began_ns, say), Load::of(plan));
        loop {
            self.collect();
            for Landed { due_ns, start_ns, end_ns, good } in &self.landed {
                if *good {
                    books.keep(*end_ns, &[end_ns - start_ns, end_ns - due_ns]);
                    load.answer(*due_ns, *end_ns);
                } else {
                    books.keep(*end_ns, &[]);
                }
            }
            if self.at.hopeless() || stage.stopped() || now_ns() > load.gives_up_ns() {
                break;
            }
            if starts.idle() {
                books.send();
            }
            while self.flying < self.seats && !starts.idle() {
                let Some(due_ns) = starts.next() else { break };
                load.start(due_ns);
                self.start(Some(due_ns));
            }
            let over = starts.over();
            if over && self.flying == 0 {
                break;
            }
            let room = !over && self.flying < self.seats;
            let told = self.news.hear_starts(room.then(|| starts.fd()));
            told.map_err(|e| Failure::new("unavailable", format!("starts: {e}")))?;
            if room || self.tower.listen() {
                self.turn();
            }
        }
        let _ = self.news.hear_starts(None);
        let lost = load.lost(self.at.failed);
        let partial = self.at.hopeless() || (lost > 0 && (stage.stopped() || starts.cut()));
        let whole = self.at.whole() && lost == 0;
        books.end_load(self.at.failed, &load);
        Ok(Found { partial, whole })
    }
}
