//! A program as something that can be driven: every sample is one start of it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tandem_kit::{Answer, Batch, Done, Driven, Failure, How, Loops, Series, Stage, Usage, now_ns, values};

use crate::child::{Child, Command, refusal};
use crate::output::listen;
use crate::watch::{Ended, Running, watch};

/// One program, to be started as often as asked.
pub(crate) struct Program {
    command: Command,
    running: Arc<Running>,
    first_ns: Option<u64>,
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
        let told = stage.options.get("command").cloned().unwrap_or_default();
        let argv: Vec<String> =
            serde_json::from_value(told).map_err(|_| "option command should be a list of words".to_owned())?;
        let told = stage.options.get("cwd").and_then(Value::as_str).map(PathBuf::from);
        let cwd = told.map_or_else(std::env::current_dir, Ok).map_err(|e| e.to_string())?;
        let running = Arc::<Running>::default();
        let (killer, stopped) = (Arc::clone(&running), stage.clone());
        std::thread::spawn(move || {
            stopped.wait_stopped();
            killer.kill_all();
        });
        Ok(Self { command: Command::new(&argv, &cwd)?, running, first_ns: None })
    }

    fn start(&mut self) -> Result<Start, Failure> {
        let child = Child::start(&self.command).map_err(|e| Failure::new("unavailable", e.to_string()))?;
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
        if !self.running.stopped() && !ended.well() {
            let (last, all) = stderr.last_words();
            let said = if last.is_empty() { String::new() } else { format!(": {last}") };
            return Err(Failure::new("lane", format!("{}{said}", ended.how())).detail(all));
        }
        let wall_ns = end_ns - start_ns;
        self.first_ns.get_or_insert(wall_ns);
        let startup_ns = stdout.first_ns.map(|first| first.saturating_sub(start_ns));
        Ok(Start { wall_ns, startup_ns, ended, answer: stdout.answer().unwrap_or_default() })
    }

    fn batch(&mut self, asked: &Batch, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        let warmup = if asked.once { 0 } else { self.warm_up(asked)? };
        let wanted = if asked.once { 1 } else { asked.samples.max(1) as usize };
        let (began, mut starts) = (now_ns(), Vec::new());
        while starts.len() < wanted && !self.running.stopped() {
            starts.push(self.start()?);
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
            self.start()?;
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
    say(values("cpu", "ns", usages.iter().map(|u| (u.cpu_user_ns + u.cpu_system_ns) as f64).collect()));
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
        Ok(Answer::Json(self.start()?.answer))
    }

    fn measure(&mut self, how: &How, _: &Stage, say: &mut dyn FnMut(Series)) -> Result<Done, Failure> {
        match how {
            How::Batch(asked) => self.batch(asked, say),
            How::Each(_) => Err(Failure::new("unsupported", "how: each: a program is measured whole")),
        }
    }

    fn close(&mut self) {}
}
