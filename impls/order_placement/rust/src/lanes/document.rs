//! The document's choice: tokio and `serde_json`, with reqwest for HTTP, each used as its own guide does.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::future::try_join_all;
use hmac::{Hmac, Mac};
use order_placement::{Acknowledged, Order, PATH};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};
use tandem_kit::{Answer, Driven, Job, News, Series, Stage, Ticket, Tokio, boxed};

use super::placing::Placing;

/// The job of every operation.
pub(crate) fn client(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let (placing, given) = Placing::of(given, stage)?;
    let tokio = Tokio::new().map_err(|error| error.to_string())?;
    let by = given.credentials();
    let kept = if placing.cold { 0 } else { usize::MAX };
    let http = Client::builder().no_proxy().pool_max_idle_per_host(kept).build().map_err(|error| error.to_string())?;
    let url = format!("http://{}{PATH}", placing.host);
    let account = Account { http, url, key: by.key.clone(), secret: by.secret.clone() };
    boxed(Document { placing, tokio, account, landed: Arc::default(), text: String::new() })
}

#[derive(Clone)]
struct Account {
    http: Client,
    url: String,
    key: String,
    secret: String,
}

#[derive(Serialize)]
struct Body<'a> {
    text: &'a str,
    currency_pair: &'a str,
    r#type: &'a str,
    account: &'a str,
    side: &'a str,
    amount: &'a str,
    price: &'a str,
    time_in_force: &'a str,
}

#[derive(Deserialize)]
struct Taken {
    text: String,
    status: String,
    price: String,
    amount: String,
    left: String,
}

impl Account {
    fn sign(&self, body: &str, timestamp: &str) -> Result<String, String> {
        let digest = hex::encode(Sha512::digest(body));
        let message = format!("POST\n{PATH}\n\n{digest}\n{timestamp}");
        let mut mac = Hmac::<Sha512>::new_from_slice(self.secret.as_bytes()).map_err(|error| error.to_string())?;
        mac.update(message.as_bytes());
        Ok(hex::encode(mac.finalize().into_bytes()))
    }

    async fn place(&self, order: &Order, text: &str) -> Result<Taken, String> {
        let Order { currency_pair, side, amount, price, time_in_force, .. } = order;
        let body = Body { text, currency_pair, r#type: "limit", account: "spot", side, amount, price, time_in_force };
        let body = serde_json::to_string(&body).map_err(|error| error.to_string())?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let timestamp = now.as_secs().to_string();
        let sign = self.sign(&body, &timestamp)?;
        let asked = self.http.post(&self.url).header("Content-Type", "application/json").header("KEY", &self.key);
        let asked = asked.header("Timestamp", timestamp).header("SIGN", sign).body(body);
        let reply = asked.send().await.map_err(|error| error.to_string())?;
        let status = reply.status().as_u16();
        let bytes = reply.bytes().await.map_err(|error| error.to_string())?;
        if status != 201 {
            return Err(format!("{status} {}", String::from_utf8_lossy(&bytes)));
        }
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}

/// Acknowledgements of orders that landed since they were last looked at: order, the text it was sent under, and what came.
type Landed = Arc<Mutex<Vec<(usize, String, Taken)>>>;

struct Document {
    placing: Placing,
    tokio: Tokio,
    account: Account,
    landed: Landed,
    text: String,
}

impl Document {
    /// Take what has landed; tickets have said already whether it was good.
    fn keep(&mut self) {
        let landed = std::mem::take(&mut *self.landed.lock().unwrap_or_else(PoisonError::into_inner));
        for (i, text, taken) in landed {
            note(&mut self.placing, i, &text, &taken);
        }
    }

    /// A run with several in flight: so many runners, each placing the next order when one is acknowledged.
    fn round(&mut self) -> Result<(), String> {
        let Self { placing, tokio, account, text, .. } = self;
        let (placing, text) = (RefCell::new(placing), RefCell::new(text));
        let waiting = RefCell::new(0..placing.borrow().orders.len());
        let runners = (0..placing.borrow().in_flight).map(async |_| {
            loop {
                let Some(i) = waiting.borrow_mut().next() else { return Ok(()) };
                placing.borrow_mut().name(i, &mut text.borrow_mut());
                let (order, name) = (placing.borrow().orders[i].clone(), text.borrow().clone());
                let taken = account.place(&order, &name).await?;
                if !note(&mut placing.borrow_mut(), i, &name, &taken) {
                    return Err(format!("the acknowledgement of {name} was expected"));
                }
            }
        });
        tokio.block_on(try_join_all(runners)).map(drop)
    }
}

fn note(placing: &mut Placing, i: usize, text: &str, taken: &Taken) -> bool {
    let Taken { text: named, status, price, amount, left } = taken;
    placing.note(i, text, &Acknowledged { text: named, status, price, amount, left })
}

fn step(placing: &mut Placing, tokio: &Tokio, account: &Account, text: &mut String, i: usize) -> Result<(), String> {
    placing.name(i, text);
    let taken = tokio.block_on(account.place(&placing.orders[i], text))?;
    if note(placing, i, text, &taken) { Ok(()) } else { Err(format!("the acknowledgement of {text} was expected")) }
}

impl Job for Document {
    const STEPS: bool = true;
    const FLIES: bool = true;

    fn ops(&self) -> u64 {
        self.placing.ops()
    }

    fn run(&mut self) {
        if self.placing.in_flight > 1 && !self.placing.crashes() {
            self.round().unwrap_or_else(|error| panic!("{error}"));
            return;
        }
        let Self { placing, tokio, account, text, .. } = self;
        placing.run(|placing, i| step(placing, tokio, account, text, i));
    }

    fn step(&mut self, i: u64) -> bool {
        let Self { placing, tokio, account, text, .. } = self;
        step(placing, tokio, account, text, i as usize).is_ok()
    }

    fn start(&mut self, i: u64, ticket: Ticket) {
        let i = i as usize;
        self.placing.name(i, &mut self.text);
        let (order, text) = (self.placing.orders[i].clone(), self.text.clone());
        let (account, landed) = (self.account.clone(), Arc::clone(&self.landed));
        self.tokio.spawn(async move {
            let Ok(taken) = account.place(&order, &text).await else { return ticket.land(false) };
            let good = taken.text == text;
            landed.lock().unwrap_or_else(PoisonError::into_inner).push((i, text, taken));
            ticket.land(good);
        });
    }

    fn turn(&mut self, news: &News) {
        self.tokio.turn(news);
        self.keep();
    }

    fn abandon(&mut self) {
        self.tokio.abandon();
    }

    fn answer(&mut self) -> Answer {
        self.keep();
        self.placing.answer()
    }

    fn readings(&mut self) -> Vec<Series> {
        self.placing.readings()
    }
}
