//! The exchange as a role of other components' casts.

use std::sync::atomic::Ordering::Relaxed;

use exchange::{ExchangeError, Feed, Market, Options, Pace, Server};
use serde_json::{Value, json};
use tandem_kit::{Answer, Job, Lanes, Series, Stage, boxed, cpu_ns, values};

/// The one lane; it stands opposite whatever is measured.
pub(crate) const LANES: Lanes = &[("*", "rust", "exchange", |given, stage| {
    let role = Role::start(given, stage).map_err(|e| e.to_string())?;
    boxed(role)
})];

/// A running exchange that waits for the launcher's stop.
struct Role {
    server: Server,
    stage: Stage,
    began_ns: u64, // of CPU time
}

impl Role {
    fn start(given: &[u8], stage: &Stage) -> Result<Self, ExchangeError> {
        let feed = if Feed::recognises(given) { Feed::read(given)? } else { Feed::default() };
        let market = if Market::recognises(given) { Market::read(given)? } else { Market::default() };
        let server = Server::start(feed, market, options(stage)?, 0, &stage.folder)?;
        let addresses = server.addresses();
        stage.offer("url", &addresses.url);
        stage.offer("echo", &addresses.echo);
        stage.offer("tls", &addresses.tls);
        stage.offer("ca", addresses.ca.display().to_string());
        stage.offer("port", addresses.port.to_string());
        stage.offer("rest", &addresses.rest);
        stage.offer("pid", std::process::id().to_string());
        Ok(Self { server, stage: stage.clone(), began_ns: cpu_ns() })
    }
}

fn options(stage: &Stage) -> Result<Options, ExchangeError> {
    let word = |name: &str| stage.params.get(name).or_else(|| stage.options.get(name)).and_then(Value::as_str);
    Ok(Options {
        pace: word("pace").map_or(Ok(Pace::default()), str::parse)?,
        misbehave: word("misbehave").map(str::parse).transpose()?,
        ..Options::default()
    })
}

impl Job for Role {
    fn run(&mut self) {
        self.stage.wait_stopped();
    }

    fn answer(&mut self) -> Answer {
        let (counts, orders) = (self.server.counts(), self.server.orders());
        Answer::json(&json!({
            "connections": counts.connections.load(Relaxed),
            "subscribed": counts.subscribed.load(Relaxed),
            "sent": counts.sent.load(Relaxed),
            "accepted": orders.accepted,
            "refused": orders.refused,
            "trades": orders.trades,
            "open": orders.open,
        }))
    }

    /// What it took, so that what clients lost can be counted; and, where it took any, its CPU time an order.
    fn readings(&mut self) -> Vec<Series> {
        let accepted = self.server.orders().accepted;
        let spent = values("cpu", "ns", vec![(cpu_ns() - self.began_ns) as f64 / accepted.max(1) as f64]);
        let mut found = vec![values("accepted", "count", vec![accepted as f64])];
        found.extend((accepted > 0).then_some(spent));
        found
    }

    fn close(&mut self) {
        self.server.stop();
    }
}
