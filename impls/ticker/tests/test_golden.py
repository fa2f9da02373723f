"""Documented messages become what the documentation says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answers import ENCODING, answers, loaded

from impls.ticker import spec

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "messages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", GOLDEN["messages"], ids=lambda v: v["name"])
@pytest.mark.parametrize("operation", ["parse", "parse_mixed"])
def test_a_documented_message_becomes_what_it_says(lane, operation, vector):
    expected = [vector[operation]]
    found = answers(lane, operation, [vector["message"].encode()])
    same = spec.same if lane.LANE["kind"] == "own" else spec.same_peer
    assert same(operation, {}, expected, found) is None


@pytest.mark.parametrize("name", ENCODING)
def test_the_documented_request_is_built(name):
    stated = GOLDEN["subscribe"]
    assert [stated["request"]] == answers(loaded(name), "subscribe", [(stated["time"], stated["pair"])])
