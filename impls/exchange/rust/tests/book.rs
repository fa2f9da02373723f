//! The book against one that is too simple to be wrong, and laws that no sequence of orders may break.

use exchange::{Book, Fill, Force, Placed, Side, Taker};
use proptest::prelude::*;

/// Orders in the order of their arrival; every search goes through all of them.
#[derive(Debug, Default)]
struct Naive {
    resting: Vec<(u64, Side, u64, u64)>, // id, side, price, left
}

impl Naive {
    /// The resting order that comes first against an order of `side`: the best price, and of equal ones the oldest.
    fn first(&self, side: Side, price: u64) -> Option<usize> {
        let crosses = |at: u64| if side == Side::Buy { at <= price } else { at >= price };
        let fits = |i: &usize| self.resting[*i].1 != side && crosses(self.resting[*i].2);
        let better = |a: u64, b: u64| if side == Side::Buy { a < b } else { a > b };
        (0..self.resting.len())
            .filter(fits)
            .reduce(|best, i| if better(self.resting[i].2, self.resting[best].2) { i } else { best })
    }

    fn place(&mut self, order: Taker, fills: &mut Vec<Fill>) -> Placed {
        let before = self.resting.clone();
        let mut left = order.amount;
        let mut found = Vec::new();
        while left > 0 {
            let Some(i) = self.first(order.side, order.price) else { break };
            let (maker, _, price, offered) = self.resting[i];
            let amount = left.min(offered);
            found.push(Fill { maker, price, amount });
            left -= amount;
            self.resting[i].3 -= amount;
            self.resting.retain(|resting| resting.3 > 0);
        }
        let refused = match order.force {
            Force::Poc if !found.is_empty() => Some(Placed::WouldTrade),
            Force::Fok if left > 0 => Some(Placed::WouldRest),
            _ => None,
        };
        if let Some(refused) = refused {
            self.resting = before;
            return refused;
        }
        fills.extend(found);
        if left > 0 && order.force == Force::Ioc {
            return Placed::Cancelled(left);
        }
        if left > 0 {
            self.resting.push((order.id, order.side, order.price, left));
        }
        Placed::Resting(left)
    }

    fn cancel(&mut self, id: u64) -> Option<u64> {
        let at = self.resting.iter().position(|resting| resting.0 == id)?;
        Some(self.resting.remove(at).3)
    }
}

#[derive(Debug, Clone)]
enum Step {
    Place(Side, u64, u64, Force),
    Cancel(usize), // the how-manieth order placed so far, resting or not
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let force = prop_oneof![6 => Just(Force::Gtc), 2 => Just(Force::Ioc), 1 => Just(Force::Poc), 1 => Just(Force::Fok)];
    let place = (side(), 1u64..12, 1u64..30, force)
        .prop_map(|(side, price, amount, force)| Step::Place(side, price, amount, force));
    let step = prop_oneof![5 => place, 1 => any::<prop::sample::Index>().prop_map(|i| Step::Cancel(i.index(200)))];
    proptest::collection::vec(step, 0..200)
}

proptest! {
    #[test]
    fn every_sequence_ends_as_in_the_naive_book(steps in steps()) {
        let (mut book, mut naive) = (Book::default(), Naive::default());
        let mut placed: Vec<Taker> = Vec::new();
        for step in steps {
            match step {
                Step::Place(side, price, amount, force) => {
                    let order = Taker { id: placed.len() as u64 + 1, side, price, amount, force };
                    placed.push(order);
                    let (mut fills, mut expected) = (Vec::new(), Vec::new());
                    prop_assert_eq!(naive.place(order, &mut expected), book.place(order, &mut fills));
                    prop_assert_eq!(expected, fills);
                }
                Step::Cancel(which) => {
                    let Some(order) = placed.get(which) else { continue };
                    prop_assert_eq!(naive.cancel(order.id), book.cancel(order.side, order.price, order.id));
                }
            }
            let (bid, ask) = (book.resting(Side::Buy).next(), book.resting(Side::Sell).next());
            prop_assert!(bid.zip(ask).is_none_or(|(bid, ask)| bid.0 < ask.0), "crossed: {bid:?} {ask:?}");
        }
    }

    #[test]
    fn nothing_is_lost_or_made(steps in steps()) {
        let mut book = Book::default();
        let (mut wanted, mut traded, mut cancelled) = ([0u64; 2], [0u64; 2], [0u64; 2]);
        let mut placed: Vec<Taker> = Vec::new();
        for step in steps {
            match step {
                Step::Place(side, price, amount, force) => {
                    let order = Taker { id: placed.len() as u64 + 1, side, price, amount, force };
                    placed.push(order);
                    let mut fills = Vec::new();
                    match book.place(order, &mut fills) {
                        Placed::WouldTrade | Placed::WouldRest => { prop_assert!(fills.is_empty()); continue; }
                        Placed::Cancelled(left) => cancelled[side as usize] += left,
                        Placed::Resting(_) => {}
                    }
                    wanted[side as usize] += amount;
                    for fill in fills {
                        let worse = if side == Side::Buy { fill.price > price } else { fill.price < price };
                        prop_assert!(!worse && fill.amount > 0, "{order:?} {fill:?}");
                        traded[0] += fill.amount;
                        traded[1] += fill.amount;
                    }
                }
                Step::Cancel(which) => {
                    let Some(order) = placed.get(which) else { continue };
                    cancelled[order.side as usize] += book.cancel(order.side, order.price, order.id).unwrap_or(0);
                }
            }
        }
        for side in [Side::Buy, Side::Sell] {
            let resting: u64 = book.resting(side).map(|(_, _, left)| left).sum();
            prop_assert_eq!(wanted[side as usize], traded[side as usize] + cancelled[side as usize] + resting);
        }
    }

    #[test]
    fn at_one_price_the_oldest_trades_first(amounts in proptest::collection::vec(1u64..9, 1..20), taken in 1u64..60) {
        let mut book = Book::default();
        let mut fills = Vec::new();
        for (id, amount) in (1..).zip(&amounts) {
            book.place(Taker { id, side: Side::Sell, price: 5, amount: *amount, force: Force::Gtc }, &mut fills);
        }
        book.place(Taker { id: 99, side: Side::Buy, price: 7, amount: taken, force: Force::Ioc }, &mut fills);
        let makers: Vec<u64> = fills.iter().map(|fill| fill.maker).collect();
        prop_assert_eq!((1..=makers.len() as u64).collect::<Vec<_>>(), makers, "in their order, none left out");
        let whole = fills.iter().zip(&amounts).rev().skip(1).all(|(fill, amount)| fill.amount == *amount);
        prop_assert!(whole, "only the last may be filled in part");
        prop_assert!(fills.iter().all(|fill| fill.price == 5), "at the price that was asked");
    }
}

#[test]
fn a_better_price_goes_before_an_older_order() {
    let (mut book, mut fills) = (Book::default(), Vec::new());
    for (id, price) in [(1, 10), (2, 12), (3, 11)] {
        book.place(Taker { id, side: Side::Buy, price, amount: 1, force: Force::Gtc }, &mut fills);
    }
    let sell = Taker { id: 4, side: Side::Sell, price: 11, amount: 5, force: Force::Gtc };
    assert_eq!(Placed::Resting(3), book.place(sell, &mut fills));
    assert_eq!(vec![(2, 12), (3, 11)], fills.iter().map(|fill| (fill.maker, fill.price)).collect::<Vec<_>>());
    assert_eq!(vec![(11, 4, 3)], book.resting(Side::Sell).collect::<Vec<_>>());
    assert_eq!(vec![(10, 1, 1)], book.resting(Side::Buy).collect::<Vec<_>>());
}
