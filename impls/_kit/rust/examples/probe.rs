//! A worker whose lanes behave in every way that a lane can, for `tests/conformance/test_worker_protocol.py`. Its twin in
//! Python is `tests/conformance/probes/probe/lanes/probe.py`.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use serde_json::{Value, json};
use tandem_kit::{Answer, Driven, Job, Lanes, Series, Stage, Ticket, boxed, serve, values};

const LANES: Lanes = &[
    ("sum", "probe", "main", |given, _| boxed(Sum { given: numbers(given)?, total: 0 })),
    ("fresh", "probe", "main", |given, _| boxed(Fresh(Sum { given: numbers(given)?, total: 0 }))),
    ("raises", "probe", "main", |_, _| closure(|| panic!("on purpose"))),
    ("refuses", "probe", "main", |_, _| Err("on purpose".into())),
    ("missing", "probe", "main", |_, _| Err("unavailable: no such thing".into())),
    ("cut", "probe", "main", |given, _| numbers(&given[1..]).and_then(|_| closure(|| Value::Null))),
    ("noisy", "probe", "main", |_, _| closure(noisy)),
    ("forks", "probe", "main", |_, _| closure(forks)),
    ("listens", "probe", "main", |_, _| closure(listens)),
    ("failing", "probe", "main", |_, _| boxed(Failing(|i| i % 3 != 2))),
    ("hopeless", "probe", "main", |_, _| boxed(Failing(|i| i < 10))),
    ("reading", "probe", "main", |_, _| boxed(Reading(1.5))),
    ("unsayable", "probe", "main", |_, _| boxed(Reading(f64::NAN))),
    ("sleepy", "probe", "main", |_, _| boxed(Sleepy)),
    ("flying", "probe", "main", |_, _| boxed(Flying::default())),
    ("stalling", "probe", "main", |_, _| boxed(Stalling)),
    ("bytes", "probe", "main", |_, _| boxed(Bytes)),
    ("heap", "probe", "main", |_, _| closure(heap)),
    ("growing", "probe", "main", |_, _| closure(growing())),
    ("cast", "probe", "server", |_, stage| boxed(Server::start(stage))),
    ("cast", "probe", "client", |_, stage| boxed(Client(stage.clone()))),
];

fn main() {
    std::process::exit(serve("probe", LANES))
}

fn numbers(given: &[u8]) -> Result<Vec<u64>, String> {
    serde_json::from_slice(given).map_err(|e| format!("given: {e}"))
}

fn closure<F: FnMut() -> Value + 'static>(run: F) -> Result<Box<dyn Driven>, String> {
    boxed(Closure { run, found: Value::Null })
}

fn noisy() -> Value {
    println!(r#"{{"is":"done","from":"the lane"}}"#);
    eprintln!("not a reply either");
    json!("said")
}

/// A child that goes on where its parent does: only one of them may speak.
fn forks() -> Value {
    // SAFETY: the child does nothing but return from here; it is this test's very point that the kit ends it then.
    unsafe { libc::fork() };
    json!("forked")
}

/// There is nothing on a lane's stdin, however much the launcher writes on the worker's.
fn listens() -> Value {
    let mut heard = String::new();
    std::io::stdin().read_to_string(&mut heard).expect("stdin can be read");
    json!(heard)
}

/// Three thousand bytes in three pieces, given back at the end.
fn heap() -> Value {
    let held = [vec![1u8; 1000], vec![2u8; 1000], vec![3u8; 1000]];
    Value::Bool(std::hint::black_box(&held)[2][999] == 3)
}

/// Keeps a hundred bytes more after each run.
fn growing() -> impl FnMut() -> Value {
    let mut kept: Vec<Box<[u8; 100]>> = Vec::with_capacity(1000);
    move || {
        kept.push(Box::new([1; 100]));
        Value::Bool(true)
    }
}

struct Closure<F> {
    run: F,
    found: Value,
}

impl<F: FnMut() -> Value> Job for Closure<F> {
    fn run(&mut self) {
        self.found = (self.run)();
    }
    fn answer(&mut self) -> Answer {
        Answer::Json(self.found.clone())
    }
}

struct Sum {
    given: Vec<u64>,
    total: u64,
}

impl Job for Sum {
    const STEPS: bool = true;
    fn ops(&self) -> u64 {
        self.given.len() as u64
    }
    fn run(&mut self) {
        self.total = self.given.iter().sum();
    }
    fn step(&mut self, i: u64) -> bool {
        self.total = if i == 0 { 0 } else { self.total } + self.given[i as usize];
        true
    }
    fn answer(&mut self) -> Answer {
        Answer::json(&json!({"total": self.total}))
    }
}

/// The same, with a state that carries over from run to run unless it is reset.
struct Fresh(Sum);

impl Job for Fresh {
    const STEPS: bool = true;
    const RESETS: bool = true;
    fn ops(&self) -> u64 {
        self.0.ops()
    }
    fn run(&mut self) {
        self.0.total += self.0.given.iter().sum::<u64>();
    }
    fn step(&mut self, i: u64) -> bool {
        self.0.total += self.0.given[i as usize];
        true
    }
    fn reset(&mut self) {
        self.0.total = 0;
    }
    fn answer(&mut self) -> Answer {
        self.0.answer()
    }
}

struct Failing(fn(u64) -> bool);

impl Job for Failing {
    const STEPS: bool = true;
    fn run(&mut self) {}
    fn step(&mut self, i: u64) -> bool {
        (self.0)(i)
    }
    fn answer(&mut self) -> Answer {
        Answer::Json(Value::Null)
    }
}

struct Reading(f64);

impl Job for Reading {
    fn run(&mut self) {}
    fn answer(&mut self) -> Answer {
        Answer::Json(Value::Null)
    }
    fn readings(&mut self) -> Vec<Series> {
        vec![values("error", "1", vec![self.0]).evidence("seen")]
    }
}

struct Sleepy;

impl Job for Sleepy {
    const STEPS: bool = true;
    fn run(&mut self) {
        std::thread::sleep(Duration::from_millis(20));
    }
    fn step(&mut self, _: u64) -> bool {
        self.run();
        true
    }
    fn answer(&mut self) -> Answer {
        Answer::json(&"slept")
    }
}

/// Operations of two milliseconds, each on a thread of its own; every tenth fails, those from the 1000th on are never
/// answered.
#[derive(Default)]
struct Flying {
    now: Arc<AtomicU64>,
    most: u64,
    unanswered: Vec<Ticket>,
}

impl Job for Flying {
    const FLIES: bool = true;
    fn run(&mut self) {}
    fn start(&mut self, i: u64, ticket: Ticket) {
        self.most = self.most.max(self.now.fetch_add(1, Relaxed) + 1);
        if i >= 1000 {
            return self.unanswered.push(ticket);
        }
        let now = Arc::clone(&self.now);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(2));
            now.fetch_sub(1, Relaxed);
            if i % 10 != 9 {
                ticket.land(true);
            } // else it is dropped, as it is in a task that panics
        });
    }
    fn abandon(&mut self) {
        self.unanswered.clear();
    }
    fn answer(&mut self) -> Answer {
        Answer::Json(Value::Null)
    }
    fn readings(&mut self) -> Vec<Series> {
        vec![values("share", "1", vec![self.most as f64])]
    }
}

/// The sixth operation takes 200 ms.
struct Stalling;

impl Job for Stalling {
    const STEPS: bool = true;
    fn run(&mut self) {}
    fn step(&mut self, i: u64) -> bool {
        if i == 5 {
            std::thread::sleep(Duration::from_millis(200));
        }
        true
    }
    fn answer(&mut self) -> Answer {
        Answer::Json(Value::Null)
    }
}

struct Bytes;

impl Job for Bytes {
    fn run(&mut self) {}
    fn answer(&mut self) -> Answer {
        Answer::Bytes(vec![0, 255, b'\n'])
    }
}

/// Runs until it is stopped.
struct Server(Stage);

impl Server {
    fn start(stage: &Stage) -> Self {
        stage.offer("url", "probe://1");
        Self(stage.clone())
    }
}

impl Job for Server {
    fn run(&mut self) {
        self.0.wait_stopped();
    }
    fn answer(&mut self) -> Answer {
        Answer::json(&json!({"stopped": self.0.stopped()}))
    }
}

/// Says what it was told.
struct Client(Stage);

impl Job for Client {
    fn run(&mut self) {}
    fn answer(&mut self) -> Answer {
        let Stage { role, operation, params, options, peers, .. } = &self.0;
        let folder = self.0.folder.display().to_string();
        Answer::json(
            &json!({"role": role, "operation": operation, "params": params, "options": options, "peers": peers,
                             "folder": folder}),
        )
    }
}
