"""tokio, tokio-tungstenite and serde_json's Value, as document gateio has them."""

LANE = {
    "kind": "document",
    "label": "tokio + tokio-tungstenite + serde_json Value",
    "runtime": "program",
    "options": {"command": ["{bin:program-document}", "{peer:exchange.url}"]},
}
