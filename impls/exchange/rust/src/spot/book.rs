//! One pair's order book: who pays or asks the best price comes first, and at one price who came first.

use std::collections::BTreeMap;

/// Which way an order trades the pair's base currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It takes asks, and rests among the bids.
    Buy,
    /// It takes bids, and rests among the asks.
    Sell,
}

/// What becomes of the part of an order that finds no counterpart at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Good till cancelled: it rests.
    Gtc,
    /// Immediate or cancel: it is cancelled.
    Ioc,
    /// Pending or cancelled: nothing may find a counterpart at once.
    Poc,
    /// Fill or kill: all of it must find one at once.
    Fok,
}

/// An order on its way into the book. Prices and amounts are steps of the pair; ids rise in the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    /// Its id.
    pub id: u64,
    /// Which way it trades.
    pub side: Side,
    /// The worst price it accepts.
    pub price: u64,
    /// How much it trades.
    pub amount: u64,
    /// What becomes of the rest.
    pub force: Force,
}

/// A trade with one resting order, at that order's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The resting order.
    pub maker: u64,
    /// Its price.
    pub price: u64,
    /// How much was traded.
    pub amount: u64,
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// So much of it found no counterpart and rests; zero: all was traded.
    Resting(u64),
    /// So much of it found no counterpart and was cancelled.
    Cancelled(u64),
    /// It would have traded at once and must not ([`Force::Poc`]).
    WouldTrade,
    /// It cannot be filled at once and must be ([`Force::Fok`]).
    WouldRest,
}

/// Orders that rest. Both sides are sorted with the next to trade in front: by a rank made of the price, then by id.
#[derive(Debug, Default)]
pub struct Book {
    bids: BTreeMap<(u64, u64), u64>,
    asks: BTreeMap<(u64, u64), u64>,
}

/// Bids are the better the higher they are, so their rank is turned round. Turning it again gives the price.
fn rank(side: Side, price: u64) -> u64 {
    match side {
        Side::Buy => u64::MAX - price,
        Side::Sell => price,
    }
}

impl Side {
    /// The side that it trades with.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

impl Book {
    fn side(&mut self, side: Side) -> &mut BTreeMap<(u64, u64), u64> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    /// Trade what crosses, append the trades to `fills` in their order, and let the rest do as its force says.
    pub fn place(&mut self, order: Taker, fills: &mut Vec<Fill>) -> Placed {
        let (Taker { id, side, price, .. }, other) = (order, order.side.other());
        let worst = rank(other, price);
        let makers = self.side(other);
        let crosses = makers.first_key_value().is_some_and(|((rank, _), _)| *rank <= worst);
        if order.force == Force::Poc && crosses {
            return Placed::WouldTrade;
        }
        if order.force == Force::Fok && !holds(makers, worst, order.amount) {
            return Placed::WouldRest;
        }
        let mut left = order.amount;
        while left > 0 {
            let Some(mut first) = makers.first_entry() else { break };
            let (at, maker) = *first.key();
            if at > worst {
                break;
            }
            let amount = left.min(*first.get());
            fills.push(Fill { maker, price: rank(other, at), amount });
            left -= amount;
            *first.get_mut() -= amount;
            if *first.get() == 0 {
                first.remove();
            }
        }
        if left > 0 && order.force == Force::Ioc {
            return Placed::Cancelled(left);
        }
        if left > 0 {
            self.side(side).insert((rank(side, price), id), left);
        }
        Placed::Resting(left)
    }

    /// Take a resting order out; how much of it was left, None where it does not rest.
    pub fn cancel(&mut self, side: Side, price: u64, id: u64) -> Option<u64> {
        self.side(side).remove(&(rank(side, price), id))
    }

    /// Resting orders of a side, the next to trade first: price, id, left.
    pub fn resting(&self, side: Side) -> impl Iterator<Item = (u64, u64, u64)> {
        let orders = match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        };
        orders.iter().map(move |((at, id), left)| (rank(side, *at), *id, *left))
    }
}

/// Whether makers up to a rank offer an amount.
fn holds(makers: &BTreeMap<(u64, u64), u64>, worst: u64, amount: u64) -> bool {
    let mut offered: u64 = 0;
    for ((rank, _), left) in makers {
        if *rank > worst || offered >= amount {
            break;
        }
        offered = offered.saturating_add(*left);
    }
    offered >= amount
}
