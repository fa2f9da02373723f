//! Orders, fills and books as the API writes them.

use serde::Serialize;
use serde_json::{Value, json};

use super::book::{Book, Force, Side};
use super::decimal::write;
use super::desk::{Order, Party, Status, Trade};
use super::market::Pair;

/// An order in Gate.io's fields and their order. Nobody pays fees here.
#[derive(Debug, Serialize)]
pub(crate) struct OrderReport<'a> {
    id: String,
    text: &'a str,
    create_time: String,
    update_time: String,
    create_time_ms: u64,
    update_time_ms: u64,
    status: &'static str,
    currency_pair: &'a str,
    r#type: &'static str,
    account: &'static str,
    side: &'static str,
    amount: String,
    price: String,
    time_in_force: &'static str,
    iceberg: &'static str,
    left: String,
    filled_amount: String,
    fill_price: String,
    filled_total: String,
    avg_deal_price: String,
    fee: &'static str,
    finish_as: &'static str,
}

/// What became of an order.
pub(crate) fn order<'a>(order: &'a Order, pair: &'a Pair) -> OrderReport<'a> {
    let traded = order.amount - order.left;
    let quote = write(order.traded_quote, pair.precision + pair.amount_precision);
    let (time_in_force, forced) = match order.force {
        Force::Gtc => ("gtc", "cancelled"),
        Force::Ioc => ("ioc", "ioc"),
        Force::Poc => ("poc", "poc"),
        Force::Fok => ("fok", "fok"),
    };
    let (status, finish_as) = match order.status {
        Status::Open => ("open", "open"),
        Status::Closed => ("closed", "filled"),
        Status::Cancelled => ("cancelled", forced),
    };
    OrderReport {
        id: order.id.to_string(),
        text: if order.text.is_empty() { "apiv4" } else { &order.text },
        create_time: (order.created_ms / 1000).to_string(),
        update_time: (order.updated_ms / 1000).to_string(),
        create_time_ms: order.created_ms,
        update_time_ms: order.updated_ms,
        status,
        currency_pair: &pair.id,
        r#type: "limit",
        account: "spot",
        side: side(order.side),
        amount: write(order.amount.into(), pair.amount_precision),
        price: write(order.price.into(), pair.precision),
        time_in_force,
        iceberg: "0",
        left: write(order.left.into(), pair.amount_precision),
        filled_amount: write(traded.into(), pair.amount_precision),
        fill_price: quote.clone(), // Gate.io's name for the total in quote currency, kept beside the later one
        filled_total: quote,
        avg_deal_price: write(order.traded_quote / u128::from(traded.max(1)), pair.precision),
        fee: "0",
        finish_as,
    }
}

/// One party's report of a trade.
pub(crate) fn fill(trade: &Trade, party: Party, pair: &Pair) -> Value {
    json!({
        "id": trade.id.to_string(),
        "create_time": (trade.at_ms / 1000).to_string(),
        "create_time_ms": trade.at_ms.to_string(),
        "currency_pair": pair.id,
        "side": side(party.side),
        "role": if party == trade.taker { "taker" } else { "maker" },
        "amount": write(trade.amount.into(), pair.amount_precision),
        "price": write(trade.price.into(), pair.precision),
        "order_id": party.order.to_string(),
        "fee": "0",
    })
}

/// The best levels of both sides: price, and the sum of what rests at it.
pub(crate) fn book(book: &Book, pair: &Pair, most: usize, now_ms: u64) -> Value {
    let levels = |side: Side| {
        let mut levels: Vec<(u64, u128)> = Vec::new();
        for (price, _, left) in book.resting(side) {
            let full = levels.len() == most;
            match levels.last_mut() {
                Some(level) if level.0 == price => level.1 += u128::from(left),
                _ if full => break,
                _ => levels.push((price, left.into())),
            }
        }
        let written =
            |(price, left): (u64, u128)| [write(price.into(), pair.precision), write(left, pair.amount_precision)];
        levels.into_iter().map(written).collect::<Vec<_>>()
    };
    json!({"current": now_ms, "update": now_ms, "asks": levels(Side::Sell), "bids": levels(Side::Buy)})
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}
