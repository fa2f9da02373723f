"""As the document writes it: `Instant::now` twice, `duration_since`, seconds as a float, times a thousand."""

LANE = {
    "kind": "document",
    "label": "std::time::Instant, SystemTime",
    "runtime": "native",
    "operations": ["read", "beside"],
}
