//! Documented messages become what the documentation says.

use serde_json::{Value, json};
use ticker::{Decimal, ParseError, Routed, Ticker, parse, parse_general, route, subscribe};

fn golden() -> Value {
    serde_json::from_str(include_str!("../../golden/messages.json")).expect("the golden file is JSON")
}

fn row(ticker: &Ticker<'_>) -> Value {
    let Ticker { channel, event, time_ms, update_id, symbol, .. } = ticker;
    let mut row =
        vec![json!(channel), json!(event), json!(time_ms.to_string()), json!(update_id.to_string()), json!(symbol)];
    for Decimal { mantissa, decimals } in [ticker.bid, ticker.bid_size, ticker.ask, ticker.ask_size] {
        row.extend([json!(mantissa.to_string()), json!(decimals)]);
    }
    json!(row)
}

fn parsed(found: Result<Ticker<'_>, ParseError>) -> Value {
    found.map_or_else(|error| json!({"error": error.kind()}), |ticker| row(&ticker))
}

fn routed(found: Result<Routed<'_>, ParseError>) -> Value {
    match found {
        Ok(Routed::Ticker(ticker)) => row(&ticker),
        Ok(Routed::Login) => json!("login"),
        Ok(Routed::Ignored) => json!("ignored"),
        Err(error) => json!({"error": error.kind()}),
    }
}

#[test]
fn documented_messages_become_what_they_say() {
    let golden = golden();
    for vector in golden["messages"].as_array().expect("messages") {
        let message = vector["message"].as_str().expect("a message").as_bytes();
        assert_eq!(vector["parse"], parsed(parse(message)), "{}", vector["name"]);
        assert_eq!(vector["parse"], parsed(parse_general(message)), "{}", vector["name"]);
        assert_eq!(vector["parse_mixed"], routed(route(message)), "{}", vector["name"]);
    }
}

#[test]
fn the_documented_request_is_built() {
    let stated = &golden()["subscribe"];
    let (time, pair) = (stated["time"].as_u64().expect("a time"), stated["pair"].as_str().expect("a pair"));
    assert_eq!(stated["request"], json!(subscribe(time, pair)));
}
