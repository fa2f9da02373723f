//! A program as something that can be driven: every sample is one start of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tandem_kit::{Answer, Batch, Done, Driven, Failure, How, Loops, Series, Stage, Usage, now_ns, values};

use crate::child::{Child, Command, refusal};
use crate::output::listen;
use crate::watch::{Ended, Running, watch};

/// One program, to be started as often as asked.
pub(crate) struct Program {
    command: Command,
    told: Told,
    prepare: Option<Command>,
    running: Arc<Running>,
    first_ns: Option<u64>,
}

/// The options that say how a start is made.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    cwd: Option<PathBuf>,
    env: Option<BTreeMap<String, String>>, // the whole of its environment
    prepare: Vec<String>,                  // a program that is run, untimed, before every start
    warmup: u64,                           // untimed starts before every sample
    any_status: bool,                      // an exit status other than 0 is no failure
}

/// What one start brought.
struct Start {
    wall_ns: u64,
    startup_ns: Option<u64>,
    ended: Ended,
    answer: Value,
}

impl Program {
    pub(crate) fn open(stage: &Stage) -> Result<Self, String> {
        let options = Value::Object(stage.options.clone());
        let argv: Vec<String> = serde_json::from_value(options.get("command").cloned().unwrap_or_default())
            .map_err(|_| "option command should be a list of words".to_owned())?;
        let told: Told = serde_json::from_value(options).map_err(|e| format!("the options: {e}"))?;
        let cwd = told.cwd.clone().map_or_else(std::env::current_dir, Ok).map_err(|e| e.to_string())?;
        let command = Command::new(&argv, &cwd, told.env.as_ref())?;
        let before = (!told.prepare.is_empty()).then(|| Command::new(&told.prepare, &cwd, told.env.as_ref()));
        let running = Arc::<Running>::default();
        let (killer, stopped) = (Arc::clone(&running), stage.clone());
        std::thread::spawn(move || {
            stopped.wait_stopped();
            killer.kill_all();
        });
        Ok(Self { command, prepare: before.transpose()?, told, running, first_ns: None })
    }

    /// The start that counts, after what is to be done before it.
    fn sample(&mut self) -> Result<Start, Failure> {
        for _ in 0..self.told.warmup {
            self.prepared()?;
            if self.running.stopped() {
                break;
            }
        }
        self.prepared()
    }

    fn prepared(&mut self) -> Result<Start, Failure> {
        if let Some(command) = &self.prepare {
            let done = self.start(command, false);
            done.map_err(|e| Failure::new(e.kind, format!("the prepare command: {}", e.message)).detail(e.detail))?;
        }
        let found = self.start(&self.command, self.told.any_status)?;
        self.first_ns.get_or_insert(found.wall_ns);
        Ok(found)
    }

    fn start(&self, command: &Command, any_status: bool) -> Result<Start, Failure> {
        let child = Child::start(command).map_err(|e| Failure::new("unavailable", e.to_string()))?;
        let pid = child.pid;
        let watched = self.running.begin(pid);
        let start_ns = now_ns();
        let (stdout, stderr, refused) = child.release();
        let (stdout, stderr) = (listen(stdout), listen(stderr));
        let (ended, end_ns) = watch(pid, &self.running, watched);
        let (stdout, stderr) = (stdout.end(), stderr.end());
        if let Some(error) = refusal(refused) {
            return Err(Failure::new("unavailable", format!("the program cannot be started: {error}")));
        }
        if !self.running.stopped() && !ended.well(any_status) {
            let (last, all) = stderr.last_words();
            let said = if last.is_empty() { String::new() } else { format!(": {last}") };
            return Err(Failure::new("lane", format!("{}{said}", ended.how())).detail(all));
        }
        let wall_ns = end_ns - start_ns;
        // The thread that reads may come late: what a program said, it said before its end.
        let startup_ns = stdout.first_ns.map(|first| first.saturating_sub(start_ns).min(wall_ns));
        Ok(Start { wall_ns, startup_ns, ended, answer: stdout.answer().unwrap_or_default() })
    }

    fn batch(&mut self, asked: &Batch, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        let warmup = if asked.once { 0 } else { self.warm_up(asked)? };
        let wanted = if asked.once { 1 } else { asked.samples.max(1) as usize };
        let (began, mut starts) = (now_ns(), Vec::new());
        while starts.len() < wanted && !self.running.stopped() {
            starts.push(self.sample()?);
            if asked.budget_ns > 0 && now_ns() - began >= asked.budget_ns {
                break;
            }
        }
        let partial = self.running.stopped();
        if partial {
            starts.pop(); // it was ended, so nothing it shows is its own
        }
        let Some(last) = starts.last() else {
            return Ok(Done { partial, first_ns: self.first_ns, ..Done::default() });
        };
        tell(&starts, warmup, say);
        let answer = (!partial).then(|| Answer::Json(last.answer.clone()));
        Ok(Done { answer, first_ns: self.first_ns, partial, usage: last.ended.usage() })
    }

    fn warm_up(&mut self, asked: &Batch) -> Result<u64, Failure> {
        let (began, mut taken) = (now_ns(), 0);
        while !self.running.stopped() && (taken < asked.warmup || now_ns() - began < asked.warmup_ns) {
            self.sample()?;
            taken += 1;
        }
        Ok(taken)
    }
}

fn tell(starts: &[Start], warmup: u64, say: &mut dyn FnMut(Series)) {
    let totals = starts.iter().map(|start| start.wall_ns).collect();
    say(Series::loops("time", "ns", Loops { loops: 1, ops: 1, warmup, totals }));
    let startups: Vec<f64> = starts.iter().filter_map(|start| start.startup_ns).map(|ns| ns as f64).collect();
    if startups.len() == starts.len() {
        say(values("startup", "ns", startups));
    }
    let usages: Vec<Usage> = starts.iter().map(|start| start.ended.usage()).collect();
    let ns = |of: fn(&Usage) -> u64| usages.iter().map(|usage| of(usage) as f64).collect();
    say(values("cpu", "ns", ns(|u| u.cpu_user_ns + u.cpu_system_ns)));
    say(values("cpu_user", "ns", ns(|u| u.cpu_user_ns)));
    say(values("cpu_system", "ns", ns(|u| u.cpu_system_ns)));
    let residents: Result<Vec<_>, _> = starts.iter().map(|start| start.ended.resident()).collect();
    match residents {
        Ok(found) => {
            say(values("resident_peak", "B", found.iter().map(|r| r.largest as f64).collect()));
            say(values("resident_sum", "B", found.iter().map(|r| r.sum as f64).collect()));
        }
        Err(why) => say(values("resident_peak", "B", Vec::new()).evidence(format!("n/a: {why}"))),
    }
}

impl Driven for Program {
    fn steps(&self) -> bool {
        false
    }

    fn ops(&self) -> u64 {
        1
    }

    fn check(&mut self) -> Result<Answer, Failure> {
        Ok(Answer::Json(self.sample()?.answer))
    }

    fn measure(&mut self, how: &How, _: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        match how {
            How::Batch(asked) => self.batch(asked, say),
            How::Each(_) => Err(Failure::new("unsupported", "how: each: a program is measured whole")),
        }
    }

    fn close(&mut self) {}
}
