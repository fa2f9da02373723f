//! The conversation: hello, open, ready, then (check, answer | measure, series*, done)*, close, closed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::channel::{Replies, requests};
use crate::clock::now_ns;
use crate::drive::{Driven, Failure};
use crate::identity;
use crate::job::{Lanes, Prepare, sha256};
use crate::panics;
use crate::protocol::{Check, How, Open, VERSION};
use crate::stage::Stage;
use crate::stop::Stop;

/// Speak the protocol until `close` or the end of the requests. Returns the process's exit status: 0, or 1 if there is
/// nobody to speak to.
pub fn serve(component: &str, lanes: Lanes) -> i32 {
    let stop = Arc::<Stop>::default();
    let opened = Replies::open().and_then(|replies| Ok((replies, requests(Arc::clone(&stop))?)));
    let (replies, requests) = match opened {
        Ok(ends) => ends,
        Err(error) => {
            eprintln!("tandem worker {component}: {error}");
            return 1;
        }
    };
    panics::remember();
    let mut server = Server { component, lanes, replies, stop, session: None };
    server.hello();
    for request in requests {
        if !server.answer(request) {
            return 0;
        }
    }
    server.close();
    0
}

/// A prepared job and what it was prepared with.
struct Session {
    job: Box<dyn Driven>,
    stage: Stage,
    given: &'static [u8],
}

struct Server<'a> {
    component: &'a str,
    lanes: Lanes,
    replies: Replies,
    stop: Arc<Stop>,
    session: Option<Session>,
}

impl Server<'_> {
    fn hello(&mut self) {
        let lanes: Vec<Value> = self.lanes.iter().map(|(op, lane, role, _)| json!([op, lane, role])).collect();
        self.say(&json!({
            "is": "hello", "tandem": VERSION, "pid": std::process::id(), "component": self.component,
            "runtime": identity::runtime(self.component), "lanes": lanes,
        }));
    }

    /// Answer one request; false when the conversation is over.
    fn answer(&mut self, request: Result<Value, String>) -> bool {
        let request = match request {
            Ok(request) => request,
            Err(error) => {
                self.refuse(
                    &Value::Null,
                    &Failure::new("protocol", format!("a line should be JSON, was not: {error}")),
                );
                return true;
            }
        };
        let id = request["id"].clone();
        let outcome = match request["do"].as_str() {
            Some("open") => self.open(&request),
            Some("check") => self.check(&request),
            Some("measure") => self.measure(&request),
            Some("close") => {
                self.close();
                self.say(&json!({"is": "closed"}));
                return false;
            }
            Some(other) => Err(Failure::new("unsupported", format!("do: {other}: unknown to this worker"))),
            None => Err(Failure::new("protocol", "a request should say what to do")),
        };
        if let Err(failure) = outcome {
            self.refuse(&id, &failure);
        }
        true
    }

    fn open(&mut self, request: &Value) -> Result<(), Failure> {
        if self.session.is_some() {
            return Err(Failure::new("protocol", "a worker opens one lane, and it is open"));
        }
        let asked: Open = read(request)?;
        let role = asked.role.clone().unwrap_or_else(|| "main".into());
        let prepare = self.find(&asked, &role)?;
        let given = given(&asked)?;
        let stage = Stage {
            role,
            operation: asked.operation,
            folder: asked.folder,
            params: asked.params,
            options: asked.options,
            peers: asked.peers,
            seed: asked.seed,
            stop: Arc::clone(&self.stop),
            ..Stage::default()
        };
        let start = now_ns();
        let job = caught(|| prepare(given, &stage).map_err(|message| Failure::of_prepare(&message)))?;
        let prepare_ns = now_ns() - start;
        self.say(&json!({
            "is": "ready", "id": request["id"], "offers": stage.offered(), "steps": job.steps(),
            "ops": job.ops(), "prepare_ns": prepare_ns,
        }));
        self.session = Some(Session { job, stage, given });
        Ok(())
    }

    fn find(&self, asked: &Open, role: &str) -> Result<Prepare, Failure> {
        let fits = |&&(op, lane, at, _): &&(&str, &str, &str, Prepare)| {
            let pairs =
                [(self.component, &*asked.component), (op, &*asked.operation), (lane, &*asked.lane), (at, role)];
            pairs.iter().all(|(ours, wanted)| *ours == "*" || ours == wanted)
        };
        self.lanes.iter().find(fits).map(|found| found.3).ok_or_else(|| {
            let Open { component, operation, lane, .. } = asked;
            Failure::new("unsupported", format!("{component}/{operation} {lane} {role}: this worker has no such lane"))
        })
    }

    fn check(&mut self, request: &Value) -> Result<(), Failure> {
        let session = self.session.as_mut().ok_or_else(not_open)?;
        let asked: Check = read(request)?;
        let answer = caught(|| session.job.check())?;
        std::fs::write(&asked.answer, answer.to_bytes())
            .map_err(|e| Failure::new("protocol", format!("{}: {e}", asked.answer.display())))?;
        let reply = json!({
            "is": "answer", "id": request["id"], "form": answer.form(), "sha256": answer.sha256(), "given_sha256": sha256(session.given),
        });
        self.say(&reply);
        Ok(())
    }

    fn measure(&mut self, request: &Value) -> Result<(), Failure> {
        let Self { session, replies, .. } = self;
        let session = session.as_mut().ok_or_else(not_open)?;
        let how = match request["how"].as_str() {
            Some("batch") => How::Batch(read(request)?),
            Some("each") => How::Each(read(request)?),
            other => {
                let how = other.unwrap_or("");
                return Err(Failure::new("unsupported", format!("how: {how}: unknown to this worker")));
            }
        };
        let mut say = |series| {
            let mut reply = serde_json::to_value(series).expect("a series has a JSON form");
            reply["is"] = "series".into();
            reply["id"] = request["id"].clone();
            speak(replies, &reply);
        };
        let done = caught(|| session.job.measure(&how, &session.stage, &mut say))?;
        let reply = json!({
            "is": "done", "id": request["id"], "sha256": done.answer.map(|a| a.sha256()), "first_ns": done.first_ns,
            "partial": done.partial, "usage": done.usage,
        });
        self.say(&reply);
        Ok(())
    }

    fn close(&mut self) {
        if let Some(mut session) = self.session.take() {
            let closed = caught(|| {
                session.job.close();
                Ok(())
            });
            if let Err(failure) = closed {
                eprintln!("close: {}", failure.message);
            }
        }
    }

    fn refuse(&mut self, id: &Value, failure: &Failure) {
        let Failure { kind, message, detail } = failure;
        let message = message.lines().next().unwrap_or_default();
        self.say(&json!({"is": "error", "id": id, "kind": kind, "message": message, "detail": detail}));
    }

    fn say(&mut self, reply: &Value) {
        speak(&mut self.replies, reply);
    }
}

/// Say it, or leave: without a listener there is no sense in going on.
fn speak(replies: &mut Replies, reply: &Value) {
    if let Err(error) = replies.say(reply) {
        eprintln!("tandem worker: nobody hears the replies: {error}");
        std::process::exit(1);
    }
}

/// The given's bytes, for the rest of the process's life.
fn given(asked: &Open) -> Result<&'static [u8], Failure> {
    let Some(path) = asked.given.as_ref().filter(|path| !path.as_os_str().is_empty()) else {
        return Ok(&[]);
    };
    let bytes = std::fs::read(path).map_err(|e| Failure::new("given", format!("{}: {e}", path.display())))?;
    Ok(Vec::leak(bytes))
}

fn read<T: DeserializeOwned>(request: &Value) -> Result<T, Failure> {
    T::deserialize(request)
        .map_err(|e| Failure::new("protocol", format!("{}: {e}", request["do"].as_str().unwrap_or(""))))
}

fn not_open() -> Failure {
    Failure::new("protocol", "nothing is open")
}

/// A lane's panic is the lane's error.
fn caught<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panics::failure(panic.as_ref())))
}
