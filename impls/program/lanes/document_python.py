"""asyncio, websockets and orjson, as document gateio has them."""

LANE = {
    "kind": "document",
    "label": "asyncio + websockets + orjson",
    "runtime": "program",
    "needs": ["module:websockets", "module:orjson"],
    "options": {"command": ["{python}", "-m", "impls.program.clients.document", "{peer:exchange.url}"]},
}
