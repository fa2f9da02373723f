//! The orders of all accounts: open ones in their books, and the last that ended.

use std::collections::{HashMap, VecDeque};

use super::book::{Book, Fill, Force, Placed, Side, Taker};
use super::refusal::Refusal;

/// Ended orders, and trades, that can still be asked for; older ones are forgotten, so that memory is bounded.
const REMEMBERED: usize = 10_000;
/// Open orders of one account.
const MOST_OPEN: usize = 20_000;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Open,
    /// All of it was traded.
    Closed,
    Cancelled,
}

/// An order, in steps of its pair. Quote amounts are price times amount, in steps of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) account: usize,
    pub(crate) pair: usize,
    pub(crate) text: Box<str>,
    pub(crate) side: Side,
    pub(crate) force: Force,
    pub(crate) price: u64,
    pub(crate) amount: u64,
    pub(crate) left: u64,
    pub(crate) traded_quote: u128,
    pub(crate) last_price: u64,
    pub(crate) status: Status,
    pub(crate) created_ms: u64,
    pub(crate) updated_ms: u64,
}

/// What a client asks for; the rest of an order is the desk's.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) account: usize,
    pub(crate) pair: usize,
    pub(crate) text: Box<str>,
    pub(crate) side: Side,
    pub(crate) force: Force,
    pub(crate) price: u64,
    pub(crate) amount: u64,
}

/// One trade between two orders, as both sides' fill reports have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trade {
    pub(crate) id: u64,
    pub(crate) pair: usize,
    pub(crate) price: u64,
    pub(crate) amount: u64,
    pub(crate) at_ms: u64,
    pub(crate) taker: Party,
    pub(crate) maker: Party,
}

/// One side of a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) account: usize,
    pub(crate) order: u64,
    pub(crate) side: Side,
}

/// Requests of one account in one second.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    second: u64,
    requests: u32,
}

/// All that trading changes. One thread at a time has it.
#[derive(Debug)]
pub(crate) struct Desk {
    books: Vec<Book>,
    orders: HashMap<u64, Order>,
    named: HashMap<(usize, Box<str>), u64>,
    ended: VecDeque<u64>,
    trades: VecDeque<Trade>,
    open: Vec<usize>,
    windows: Vec<Window>,
    last_order: u64,
    last_trade: u64,
    fills: Vec<Fill>,
}

impl Desk {
    pub(crate) fn new(accounts: usize, pairs: usize) -> Self {
        Self {
            books: (0..pairs).map(|_| Book::default()).collect(),
            orders: HashMap::new(),
            named: HashMap::new(),
            ended: VecDeque::new(),
            trades: VecDeque::new(),
            open: vec![0; accounts],
            windows: vec![Window::default(); accounts],
            last_order: 0,
            last_trade: 0,
            fills: Vec::new(),
        }
    }

    /// Count a request of an account against its limit a second; how many are left, or None where none was.
    pub(crate) fn admit(&mut self, account: usize, limit: u32, second: u64) -> Option<u32> {
        let window = &mut self.windows[account];
        if window.second != second {
            *window = Window { second, requests: 0 };
        }
        let left = limit.checked_sub(window.requests + 1)?;
        window.requests += 1;
        Some(left)
    }

    /// Take an order, trade it, and say how it stands.
    pub(crate) fn place(&mut self, wanted: Wanted, now_ms: u64) -> Result<&Order, Refusal> {
        let Wanted { account, pair, text, side, force, price, amount } = wanted;
        if self.open[account] >= MOST_OPEN {
            return Err(Refusal::bad(
                "TOO_MANY_ORDERS",
                format!("an account should have at most {MOST_OPEN} open orders"),
            ));
        }
        let id = self.last_order + 1;
        self.fills.clear();
        let placed = self.books[pair].place(Taker { id, side, price, amount, force }, &mut self.fills);
        let (left, status) = match placed {
            Placed::Resting(0) => (0, Status::Closed),
            Placed::Resting(left) => (left, Status::Open),
            Placed::Cancelled(left) => (left, Status::Cancelled),
            Placed::WouldTrade => return Err(Refusal::bad("POC_FILL_IMMEDIATELY", "the order would trade at once")),
            Placed::WouldRest => return Err(Refusal::bad("FOK_NOT_FILL", "the order cannot be filled at once")),
        };
        self.last_order = id;
        let quote = |fill: &Fill| u128::from(fill.price) * u128::from(fill.amount);
        let order = Order {
            id,
            account,
            pair,
            text,
            side,
            force,
            price,
            amount,
            left,
            status,
            traded_quote: self.fills.iter().map(quote).sum(),
            last_price: self.fills.last().map_or(0, |fill| fill.price),
            created_ms: now_ms,
            updated_ms: now_ms,
        };
        self.settle(&order, now_ms);
        if !order.text.is_empty() {
            self.named.insert((account, order.text.clone()), id);
        }
        match status {
            Status::Open => self.open[account] += 1,
            _ => self.ended.push_back(id),
        }
        self.orders.insert(id, order);
        self.forget();
        Ok(&self.orders[&id])
    }

    /// Tell the resting orders of the trades that a new one made.
    fn settle(&mut self, taker: &Order, now_ms: u64) {
        for fill in &self.fills {
            let maker = self.orders.get_mut(&fill.maker).expect("what rests in a book is known");
            maker.left -= fill.amount;
            maker.traded_quote += u128::from(fill.price) * u128::from(fill.amount);
            maker.last_price = fill.price;
            maker.updated_ms = now_ms;
            if maker.left == 0 {
                maker.status = Status::Closed;
                self.open[maker.account] -= 1;
                self.ended.push_back(maker.id);
            }
            self.last_trade += 1;
            self.trades.push_back(Trade {
                id: self.last_trade,
                pair: taker.pair,
                price: fill.price,
                amount: fill.amount,
                at_ms: now_ms,
                taker: Party { account: taker.account, order: taker.id, side: taker.side },
                maker: Party { account: maker.account, order: maker.id, side: maker.side },
            });
        }
    }

    fn forget(&mut self) {
        while self.ended.len() > REMEMBERED {
            let Some(order) = self.ended.pop_front().and_then(|id| self.orders.remove(&id)) else { continue };
            let name = (order.account, order.text);
            if self.named.get(&name) == Some(&order.id) {
                self.named.remove(&name); // a later order may have the same text
            }
        }
        self.trades.drain(..self.trades.len().saturating_sub(REMEMBERED));
    }

    /// An account's order by its id, or by its text where that begins with `t-`.
    pub(crate) fn find(&self, account: usize, pair: usize, name: &str) -> Result<&Order, Refusal> {
        let id =
            if name.starts_with("t-") { self.named.get(&(account, name.into())).copied() } else { name.parse().ok() };
        id.and_then(|id| self.orders.get(&id))
            .filter(|order| order.account == account && order.pair == pair)
            .ok_or_else(|| Refusal::new(404, "ORDER_NOT_FOUND", "there is no such order of this account in this pair"))
    }

    /// Cancel an open order.
    pub(crate) fn cancel(&mut self, account: usize, pair: usize, name: &str, now_ms: u64) -> Result<&Order, Refusal> {
        let found = self.find(account, pair, name)?;
        match found.status {
            Status::Closed => return Err(Refusal::bad("ORDER_CLOSED", "the order was filled")),
            Status::Cancelled => return Err(Refusal::bad("ORDER_CANCELLED", "the order was cancelled before")),
            Status::Open => {}
        }
        let (id, side, price) = (found.id, found.side, found.price);
        self.books[pair].cancel(side, price, id).expect("an open order rests in its book");
        self.open[account] -= 1;
        self.ended.push_back(id);
        let order = self.orders.get_mut(&id).expect("it was found above");
        (order.status, order.updated_ms) = (Status::Cancelled, now_ms);
        Ok(order)
    }

    /// The last trades of an account in a pair, newest first.
    pub(crate) fn trades(&self, account: usize, pair: usize) -> impl Iterator<Item = (&Trade, Party)> {
        let mine = move |party: &Party| party.account == account;
        let here = self.trades.iter().rev().filter(move |trade| trade.pair == pair);
        here.flat_map(move |trade| [trade.taker, trade.maker].into_iter().filter(mine).map(move |party| (trade, party)))
    }

    /// A pair's book.
    pub(crate) fn book(&self, pair: usize) -> &Book {
        &self.books[pair]
    }

    /// How many trades there were.
    pub(crate) fn traded(&self) -> u64 {
        self.last_trade
    }

    /// How many orders are open.
    pub(crate) fn resting(&self) -> usize {
        self.open.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str, side: Side, price: u64, amount: u64) -> Wanted {
        Wanted { account: 0, pair: 0, text: text.into(), side, force: Force::Gtc, price, amount }
    }

    #[test]
    fn both_sides_of_a_trade_say_what_was_traded() {
        let mut desk = Desk::new(1, 1);
        desk.place(wanted("t-1", Side::Buy, 10, 5), 1).unwrap();
        let taker = desk.place(wanted("t-2", Side::Sell, 9, 7), 2).unwrap();
        assert_eq!((2, Status::Open, 50, 10), (taker.left, taker.status, taker.traded_quote, taker.last_price));
        let maker = desk.find(0, 0, "t-1").unwrap();
        assert_eq!((0, Status::Closed, 50, 2), (maker.left, maker.status, maker.traded_quote, maker.updated_ms));
        let sides: Vec<Side> = desk.trades(0, 0).map(|(_, party)| party.side).collect();
        assert_eq!(vec![Side::Sell, Side::Buy], sides);
        assert_eq!((1, 1), (desk.traded(), desk.resting()));
    }

    #[test]
    fn an_order_is_cancelled_once() {
        let mut desk = Desk::new(2, 2);
        let id = desk.place(wanted("", Side::Buy, 10, 5), 1).unwrap().id.to_string();
        assert_eq!("ORDER_NOT_FOUND", desk.cancel(1, 0, &id, 2).unwrap_err().label, "of another account");
        assert_eq!("ORDER_NOT_FOUND", desk.cancel(0, 1, &id, 2).unwrap_err().label, "in another pair");
        assert_eq!(Status::Cancelled, desk.cancel(0, 0, &id, 2).unwrap().status);
        assert_eq!("ORDER_CANCELLED", desk.cancel(0, 0, &id, 3).unwrap_err().label);
        assert_eq!((0, 0), (desk.resting(), desk.book(0).resting(Side::Buy).count()));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut desk = Desk::new(1, 1);
        for i in 0..20_000u64 {
            let text = format!("t-{}", i % 7);
            desk.place(wanted(&text, Side::Buy, 10, 5), i).unwrap();
            desk.place(wanted(&text, Side::Sell, 10, 5), i).unwrap();
        }
        assert_eq!((REMEMBERED, REMEMBERED, 7), (desk.orders.len(), desk.trades.len(), desk.named.len()));
        assert_eq!((20_000, 0), (desk.traded(), desk.resting()));
        assert_eq!("ORDER_NOT_FOUND", desk.find(0, 0, "1").unwrap_err().label);
    }

    #[test]
    fn open_orders_are_bounded() {
        let mut desk = Desk::new(1, 1);
        for _ in 0..MOST_OPEN {
            desk.place(wanted("", Side::Buy, 10, 5), 1).unwrap();
        }
        assert_eq!("TOO_MANY_ORDERS", desk.place(wanted("", Side::Buy, 10, 5), 1).unwrap_err().label);
    }

    #[test]
    fn a_limit_holds_for_a_second() {
        let mut desk = Desk::new(1, 1);
        let admitted: Vec<Option<u32>> = [5, 5, 5, 6].map(|second| desk.admit(0, 2, second)).into();
        assert_eq!(vec![Some(1), Some(0), None, Some(1)], admitted);
    }
}
