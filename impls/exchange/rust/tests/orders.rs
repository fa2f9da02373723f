//! Orders over REST, as a client meets them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use exchange::{Feed, Market, Options, Server, Signer, body_digest};
use serde_json::{Value, json};

const MARKET: &str = r#"{"tandem":"orders","version":1,"accounts":[{"key":"k","secret":"s","limit":0},{"key":"few","secret":"f","limit":3}],
"pairs":[{"id":"BTC_USDT","precision":2,"amount_precision":4,"min_base_amount":"0.001"}],"orders":[]}"#;

struct Client {
    server: Server,
    key: &'static str,
    secret: &'static str,
    late_s: i64,
}

impl Client {
    fn new() -> Self {
        let options = Options { patience: Duration::from_millis(300), ..Options::default() };
        let market = Market::read(MARKET.as_bytes()).unwrap();
        let server = Server::start(Feed::default(), market, options, 0, &std::env::temp_dir()).unwrap();
        Self { server, key: "k", secret: "s", late_s: 0 }
    }

    fn wire(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.addresses().rest.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// Everything that comes back until the server closes.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.wire();
        stream.write_all(bytes).unwrap();
        let mut back = Vec::new();
        let _ = stream.read_to_end(&mut back); // a reset ends it as well
        String::from_utf8_lossy(&back).into_owned()
    }

    fn head(&self, method: &str, path: &str, body: &str) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let timestamp = (now - self.late_s).to_string();
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let digest = body_digest(body.as_bytes());
        let parts = [method.as_bytes(), bare.as_bytes(), query.as_bytes(), &digest, timestamp.as_bytes()];
        let sign = Signer::new(self.secret).sign(&parts);
        format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nKEY: {}\r\nTimestamp: {timestamp}\r\nSIGN: {sign}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.key,
            body.len()
        )
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let reply = self.raw(format!("{}{body}", self.head(method, path, body)).as_bytes());
        let (head, body) = reply.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no reply: {reply}"));
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn place(&self, order: &Value) -> (u16, Value) {
        self.ask("POST", "/api/v4/spot/orders", &order.to_string())
    }

    fn refused(&self, order: &Value) -> (u16, String) {
        let (status, body) = self.place(order);
        (status, body["label"].as_str().unwrap_or_default().to_owned())
    }
}

fn order(side: &str, amount: &str, price: &str) -> Value {
    json!({"currency_pair": "BTC_USDT", "side": side, "amount": amount, "price": price, "text": format!("t-{side}")})
}

fn with(mut order: Value, name: &str, value: Value) -> Value {
    order[name] = value;
    order
}

#[test]
fn orders_rest_fill_in_part_and_are_reported() {
    let client = Client::new();
    let (status, bid) = client.place(&order("buy", "1.5", "100.00"));
    assert_eq!(
        (201, "open", "1.5", "100", "t-buy"),
        (status, word(&bid, "status"), word(&bid, "left"), word(&bid, "price"), word(&bid, "text"))
    );
    let (_, ask) = client.place(&order("sell", "1", "99"));
    assert_eq!(("closed", "0", "filled"), (word(&ask, "status"), word(&ask, "left"), word(&ask, "finish_as")));
    assert_eq!(("100", "100"), (word(&ask, "avg_deal_price"), word(&ask, "filled_total")));
    let path = format!("/api/v4/spot/orders/{}?currency_pair=BTC_USDT", word(&bid, "id"));
    let (_, found) = client.ask("GET", &path, "");
    assert_eq!(("open", "0.5", "1"), (word(&found, "status"), word(&found, "left"), word(&found, "filled_amount")));
    let (_, book) = client.ask("GET", "/api/v4/spot/order_book?currency_pair=BTC_USDT", "");
    assert_eq!((json!([["100", "0.5"]]), json!([])), (book["bids"].clone(), book["asks"].clone()));
    let (_, fills) = client.ask("GET", "/api/v4/spot/my_trades?currency_pair=BTC_USDT", "");
    let roles: Vec<_> = fills
        .as_array()
        .unwrap()
        .iter()
        .map(|fill| (word(fill, "role"), word(fill, "amount"), word(fill, "price")))
        .collect();
    assert_eq!(vec![("taker", "1", "100"), ("maker", "1", "100")], roles);
    let (status, gone) = client.ask("DELETE", "/api/v4/spot/orders/t-buy?currency_pair=BTC_USDT", "");
    assert_eq!((200, "cancelled", "0.5"), (status, word(&gone, "status"), word(&gone, "left")));
    assert_eq!(400, client.ask("DELETE", &path, "").0);
    let orders = client.server.orders();
    assert_eq!((2, 1, 1, 0), (orders.accepted, orders.refused, orders.trades, orders.open));
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{value} should have the text {name}"))
}

#[test]
fn what_the_api_refuses_has_its_status_and_label() {
    let client = Client::new();
    let fine = order("buy", "1", "100");
    let labels = [
        ("currency_pair", json!("DOGE_BTC"), "INVALID_CURRENCY_PAIR"),
        ("price", json!("100.001"), "INVALID_PRECISION"),
        ("amount", json!("1.00001"), "INVALID_PRECISION"),
        ("amount", json!("0.0001"), "AMOUNT_TOO_LITTLE"),
        ("amount", json!("-1"), "INVALID_PARAM_VALUE"),
        ("price", json!("0"), "INVALID_PARAM_VALUE"),
        ("price", json!(100), "INVALID_REQUEST_BODY"),
        ("side", json!("hold"), "INVALID_PARAM_VALUE"),
        ("side", Value::Null, "MISSING_REQUIRED_PARAM"),
        ("type", json!("market"), "INVALID_PARAM_VALUE"),
        ("account", json!("margin"), "INVALID_PARAM_VALUE"),
        ("time_in_force", json!("day"), "INVALID_PARAM_VALUE"),
        ("text", json!("mine"), "INVALID_PARAM_VALUE"),
        ("text", json!(format!("t-{}", "x".repeat(29))), "INVALID_PARAM_VALUE"),
        ("time_in_force", json!("fok"), "FOK_NOT_FILL"),
    ];
    for (name, value, label) in labels {
        assert_eq!((400, label.to_owned()), client.refused(&with(fine.clone(), name, value.clone())), "{name} {value}");
    }
    assert_eq!(201, client.place(&fine).0);
    assert_eq!(
        (400, "POC_FILL_IMMEDIATELY".into()),
        client.refused(&with(order("sell", "1", "100"), "time_in_force", json!("poc")))
    );
    let (status, found) = client.ask("GET", "/api/v4/spot/orders/77?currency_pair=BTC_USDT", "");
    assert_eq!((404, "ORDER_NOT_FOUND"), (status, word(&found, "label")));
    assert_eq!("INVALID_REQUEST_BODY", word(&client.ask("POST", "/api/v4/spot/orders", "{").1, "label"));
    assert_eq!(405, client.ask("PUT", "/api/v4/spot/orders", "").0);
    assert_eq!(405, client.ask("GET", "/api/v4/spot/orders", "").0);
    assert_eq!(404, client.ask("GET", "/api/v4/spot/orders/1/2", "").0);
    assert_eq!(404, client.ask("GET", "/", "").0);
    assert_eq!(1, client.server.orders().accepted);
}

#[test]
fn who_asks_is_checked_before_what_is_asked() {
    let mut client = Client::new();
    let label = |client: &Client| {
        let (status, body) = client.ask("POST", "/api/v4/spot/orders", "{}");
        (status, body["label"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!((400, "MISSING_REQUIRED_PARAM".into()), label(&client));
    client.secret = "other";
    assert_eq!((401, "INVALID_SIGNATURE".into()), label(&client));
    client.key = "nobody";
    assert_eq!((401, "INVALID_KEY".into()), label(&client));
    (client.key, client.secret, client.late_s) = ("k", "s", 62);
    assert_eq!((403, "REQUEST_EXPIRED".into()), label(&client));
    client.late_s = -62;
    assert_eq!((403, "REQUEST_EXPIRED".into()), label(&client));
    client.late_s = 50;
    assert_eq!((400, "MISSING_REQUIRED_PARAM".into()), label(&client), "a late request within the minute");
    let bare =
        client.raw(b"POST /api/v4/spot/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    assert!(bare.starts_with("HTTP/1.1 400") && bare.contains("MISSING_REQUIRED_HEADER"), "{bare}");
    assert!(
        client.raw(b"GET /api/v4/spot/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("server_time")
    );
}

#[test]
fn a_limit_is_kept_and_told() {
    let mut client = Client::new();
    (client.key, client.secret) = ("few", "f");
    let asked: Vec<String> = (0..8)
        .map(|_| client.raw(client.head("GET", "/api/v4/spot/my_trades?currency_pair=BTC_USDT", "").as_bytes()))
        .collect();
    let many = asked.iter().filter(|reply| reply.starts_with("HTTP/1.1 429") && reply.contains("TOO_MANY_REQUESTS"));
    assert!((2..=5).contains(&many.count()), "3 a second, 8 in one or two of them: {asked:?}");
    assert!(asked.iter().all(|reply| reply.contains("x-gate-ratelimit-limit: 3")), "{asked:?}");
}

#[test]
fn what_is_no_request_is_refused_or_dropped() {
    let client = Client::new();
    let status = |bytes: &[u8]| client.raw(bytes).split(' ').nth(1).map(str::to_owned).unwrap_or_default();
    assert_eq!("400", status(b"\x16\x03\x01\x02\x00\x01\r\n\r\n"));
    assert_eq!("400", status(b"GET / HTTP/9.9\r\n\r\n"));
    assert_eq!("431", status(format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "x".repeat(40_000)).as_bytes()));
    assert_eq!("431", status(format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200)).as_bytes()));
    let long =
        format!("POST /api/v4/spot/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n{}", "x".repeat(40_000));
    assert_eq!("413", status(long.as_bytes()));
    assert_eq!(
        "408",
        status(b"POST /api/v4/spot/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123"),
        "a body that stops"
    );
    assert_eq!("", status(b"POST /api/v4/spot/orders HTTP/1.1\r\nHo"), "a head that stops");
    assert_eq!(201, client.place(&order("buy", "1", "100")).0, "and the next client is served");
}
