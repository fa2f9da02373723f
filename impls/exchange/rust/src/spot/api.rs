//! REST as Gate.io's API v4 has it, from request to reply: <https://www.gate.io/docs/developers/apiv4/en/>.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::book::{Force, Side};
use super::decimal::{self, Wrong};
use super::desk::{Desk, Wanted};
use super::market::{Account, Market, Pair};
use super::refusal::Refusal;
use super::report;
use super::sign::body_digest;

/// How far a request's timestamp may be from the exchange's clock.
const MOST_APART_S: u64 = 60;
/// Trades, or levels of a book, that a reply has at most.
const MOST_LISTED: usize = 1000;

/// A request, read from the wire. Headers are as they came.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) key: Option<&'a [u8]>,
    pub(crate) timestamp: Option<&'a [u8]>,
    pub(crate) sign: Option<&'a [u8]>,
    pub(crate) content_type: Option<&'a [u8]>,
    pub(crate) body: &'a [u8],
}

/// What is sent back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The methods that the path has, where the request had another.
    pub(crate) allow: Option<&'static str>,
    /// Where the account has a limit: requests a second, and how many of them are left.
    pub(crate) limit: Option<(u32, u32)>,
}

/// Spot trading: what is traded, the orders, and what was asked so far.
#[derive(Debug)]
pub(crate) struct Spot {
    pub(crate) market: Market,
    desk: Mutex<Desk>,
    pub(crate) accepted: AtomicU64,
    pub(crate) refused: AtomicU64,
}

/// The paths that there are.
enum Route<'a> {
    Time,
    Book,
    Trades,
    Orders,
    Order(&'a str),
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    currency_pair: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    account: Option<Cow<'a, str>>,
    #[serde(borrow)]
    side: Option<Cow<'a, str>>,
    #[serde(borrow)]
    amount: Option<Cow<'a, str>>,
    #[serde(borrow)]
    price: Option<Cow<'a, str>>,
    #[serde(borrow)]
    time_in_force: Option<Cow<'a, str>>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("a reply has a JSON form");
        Self { status, body, allow: None, limit: None }
    }

    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self { limit: refusal.limit, ..Self::json(refusal.status, refusal) }
    }
}

impl Spot {
    pub(crate) fn new(market: Market) -> Self {
        let desk = Desk::new(market.accounts.len(), market.pairs.len());
        Self { market, desk: Mutex::new(desk), accepted: AtomicU64::new(0), refused: AtomicU64::new(0) }
    }

    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answer a request that came at `now_ms` since 1970.
    pub(crate) fn answer(&self, request: &Request, now_ms: u64) -> Reply {
        let reply = self.routed(request, now_ms).unwrap_or_else(|refusal| Reply::refused(&refusal));
        if reply.status >= 400 {
            self.refused.fetch_add(1, Relaxed);
        }
        reply
    }

    fn routed(&self, request: &Request, now_ms: u64) -> Result<Reply, Refusal> {
        let known = request.path.strip_prefix("/api/v4/spot/").and_then(route);
        let route = known.ok_or_else(|| Refusal::new(404, "NOT_FOUND", "there is nothing at this path"))?;
        let allowed = match route {
            Route::Orders => "POST",
            Route::Order(_) => "GET, DELETE",
            Route::Time | Route::Book | Route::Trades => "GET",
        };
        if !allowed.split(", ").any(|method| method == request.method) {
            let refusal = Refusal::new(405, "METHOD_NOT_ALLOWED", format!("methods here: {allowed}"));
            return Ok(Reply { allow: Some(allowed), ..Reply::refused(&refusal) });
        }
        match route {
            Route::Time => return Ok(Reply::json(200, &json!({"server_time": now_ms}))),
            Route::Book => return self.book(request.query, now_ms),
            _ => {}
        }
        let (account, limit) = self.admitted(request, now_ms)?;
        let done = match route {
            Route::Orders => self.place(account, request, now_ms),
            Route::Order(name) => self.one(account, request, name, now_ms),
            _ => self.trades(account, request.query),
        };
        Ok(Reply { limit, ..done.unwrap_or_else(|refusal| Reply::refused(&refusal)) })
    }

    /// Whose request it is, once its signature, its time and its account's limit allow it; and the limit, where there is one.
    fn admitted(&self, request: &Request, now_ms: u64) -> Result<(usize, Option<(u32, u32)>), Refusal> {
        let account = self.signed(request, now_ms / 1000)?;
        let Account { limit, .. } = self.market.accounts[account];
        if limit == 0 {
            return Ok((account, None));
        }
        let left = self.desk().admit(account, limit, now_ms / 1000);
        let left = left.ok_or_else(|| {
            let said = format!("this account has {limit} requests a second");
            Refusal { limit: Some((limit, 0)), ..Refusal::new(429, "TOO_MANY_REQUESTS", said) }
        })?;
        Ok((account, Some((limit, left))))
    }

    /// Whose signature a request bears.
    fn signed(&self, request: &Request, now_s: u64) -> Result<usize, Refusal> {
        let (key, sign) = (header("KEY", request.key)?, header("SIGN", request.sign)?);
        let timestamp = header("Timestamp", request.timestamp)?;
        let account = std::str::from_utf8(key).ok().and_then(|key| self.market.account(key));
        let account = account.ok_or_else(|| Refusal::new(401, "INVALID_KEY", "there is no such key"))?;
        fresh(timestamp, now_s)?;
        let digest = body_digest(request.body);
        let parts = [request.method.as_bytes(), request.path.as_bytes(), request.query.as_bytes(), &digest, timestamp];
        if !self.market.accounts[account].signer.signed(&parts, sign) {
            return Err(Refusal::new(401, "INVALID_SIGNATURE", "the signature does not match the request"));
        }
        Ok(account)
    }

    fn place(&self, account: usize, request: &Request, now_ms: u64) -> Result<Reply, Refusal> {
        let plain = |found: &[u8]| found.to_ascii_lowercase().starts_with(b"application/json");
        if !request.content_type.is_some_and(plain) {
            return Err(Refusal::bad("INVALID_CONTENT_TYPE", "Content-Type should be application/json"));
        }
        let body: Body = serde_json::from_slice(request.body)
            .map_err(|e| Refusal::bad("INVALID_REQUEST_BODY", format!("the body should be an order as JSON: {e}")))?;
        let wanted = self.wanted(account, body)?;
        let pair = &self.market.pairs[wanted.pair];
        let mut desk = self.desk();
        let reply = Reply::json(201, &report::order(desk.place(wanted, now_ms)?, pair));
        self.accepted.fetch_add(1, Relaxed);
        Ok(reply)
    }

    fn wanted(&self, account: usize, body: Body) -> Result<Wanted, Refusal> {
        let pair = self.pair(body.currency_pair.as_deref())?;
        let Pair { precision, amount_precision, min_base_amount, id } = &self.market.pairs[pair];
        let one_of = |name: &str, expected: &str, found: Option<Cow<str>>| {
            let found = found.as_deref().unwrap_or(expected.split(", ").next().unwrap_or_default()).to_owned();
            let known = expected.split(", ").any(|word| word == found);
            if known { Ok(found) } else { Err(Refusal::param(name, expected, &found)) }
        };
        one_of("type", "limit", body.kind)?;
        one_of("account", "spot", body.account)?;
        let force = match one_of("time_in_force", "gtc, ioc, poc, fok", body.time_in_force)?.as_str() {
            "gtc" => Force::Gtc,
            "ioc" => Force::Ioc,
            "poc" => Force::Poc,
            _ => Force::Fok,
        };
        let side = match body.side.ok_or_else(|| missing("side"))?.as_ref() {
            "buy" => Side::Buy,
            "sell" => Side::Sell,
            other => return Err(Refusal::param("side", "buy or sell", other)),
        };
        let price = number("price", body.price, *precision, id)?;
        let amount = number("amount", body.amount, *amount_precision, id)?;
        let least = decimal::read(min_base_amount, *amount_precision).unwrap_or(1);
        if amount < least {
            return Err(Refusal::bad(
                "AMOUNT_TOO_LITTLE",
                format!("an amount of {id} should be at least {min_base_amount}"),
            ));
        }
        let text = body.text.unwrap_or_default();
        if !(text.is_empty() || is_name(&text)) {
            return Err(Refusal::param("text", "t- and up to 28 of 0-9 A-Z a-z _ - .", &text));
        }
        Ok(Wanted { account, pair, text: text.into(), side, force, price, amount })
    }

    fn one(&self, account: usize, request: &Request, name: &str, now_ms: u64) -> Result<Reply, Refusal> {
        let pair = self.pair(value(request.query, "currency_pair"))?;
        let mut desk = self.desk();
        let found = match request.method {
            "DELETE" => desk.cancel(account, pair, name, now_ms)?,
            _ => desk.find(account, pair, name)?,
        };
        Ok(Reply::json(200, &report::order(found, &self.market.pairs[pair])))
    }

    fn trades(&self, account: usize, query: &str) -> Result<Reply, Refusal> {
        let (pair, most) = (self.pair(value(query, "currency_pair"))?, most(query)?);
        let desk = self.desk();
        let wanted = value(query, "order_id");
        let mine =
            desk.trades(account, pair).filter(|(_, party)| wanted.is_none_or(|id| id == party.order.to_string()));
        let found: Vec<_> =
            mine.take(most).map(|(trade, party)| report::fill(trade, party, &self.market.pairs[pair])).collect();
        Ok(Reply::json(200, &found))
    }

    fn book(&self, query: &str, now_ms: u64) -> Result<Reply, Refusal> {
        let (pair, most) = (self.pair(value(query, "currency_pair"))?, most(query)?);
        Ok(Reply::json(200, &report::book(self.desk().book(pair), &self.market.pairs[pair], most, now_ms)))
    }

    fn pair(&self, name: Option<&str>) -> Result<usize, Refusal> {
        let name = name.ok_or_else(|| missing("currency_pair"))?;
        let shown: String = name.chars().take(64).collect();
        self.market
            .pair(name)
            .ok_or_else(|| Refusal::bad("INVALID_CURRENCY_PAIR", format!("{shown} is not traded here")))
    }
}

/// Refuse a timestamp, in seconds since 1970, that is too far from now.
pub(crate) fn fresh(timestamp: &[u8], now_s: u64) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(timestamp);
    let at: u64 = text.parse().map_err(|_| Refusal::param("Timestamp", "whole seconds since 1970", &text))?;
    if at.abs_diff(now_s) > MOST_APART_S {
        let said = format!("the timestamp {at} is more than {MOST_APART_S} s from the server's time {now_s}");
        return Err(Refusal::new(403, "REQUEST_EXPIRED", said));
    }
    Ok(())
}

fn route(path: &str) -> Option<Route<'_>> {
    match path.split_once('/') {
        None => match path {
            "time" => Some(Route::Time),
            "order_book" => Some(Route::Book),
            "my_trades" => Some(Route::Trades),
            "orders" => Some(Route::Orders),
            _ => None,
        },
        Some(("orders", name)) if !name.is_empty() && !name.contains('/') => Some(Route::Order(name)),
        Some(_) => None,
    }
}

/// The value of a query's parameter.
fn value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(found, _)| *found == name).map(|(_, value)| value)
}

fn most(query: &str) -> Result<usize, Refusal> {
    let Some(text) = value(query, "limit") else { return Ok(100) };
    let found = text.parse().ok().filter(|limit| (1..=MOST_LISTED).contains(limit));
    found.ok_or_else(|| Refusal::param("limit", "1 to 1000", text))
}

fn header<'a>(name: &str, found: Option<&'a [u8]>) -> Result<&'a [u8], Refusal> {
    found.ok_or_else(|| Refusal::bad("MISSING_REQUIRED_HEADER", format!("the header {name} is missing")))
}

fn missing(name: &str) -> Refusal {
    Refusal::bad("MISSING_REQUIRED_PARAM", format!("{name} is missing"))
}

/// A price or an amount above zero.
fn number(name: &str, text: Option<Cow<str>>, decimals: u8, pair: &str) -> Result<u64, Refusal> {
    let text = text.ok_or_else(|| missing(name))?;
    match decimal::read(&text, decimals) {
        Ok(0) | Err(Wrong::Number) => Err(Refusal::param(name, "a number above zero", &text)),
        Ok(steps) => Ok(steps),
        Err(Wrong::Precision) => {
            Err(Refusal::bad("INVALID_PRECISION", format!("{name} of {pair} should have at most {decimals} decimals")))
        }
    }
}

/// A client's own name of an order.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.strip_prefix("t-").is_some_and(|name| (1..=28).contains(&name.len()) && name.bytes().all(fits))
}
