"""reqwest and serde_json on tokio: the plain way of its own guide, one client, a ``post`` an order."""

LANE = {"kind": "document", "label": "reqwest", "runtime": "native"}
