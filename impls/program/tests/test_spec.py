"""The given, what makes two answers the same, and what a recorded feed must hold."""

import pytest

from impls.exchange import capture, market
from impls.program import spec

PARAMS = {"updates": 1000}


def test_the_given_is_a_feed_of_one_pair_as_long_as_the_program_reads():
    found = spec.read("client", PARAMS, spec.make("client", PARAMS, 7))
    assert (1000, ["BTC_USDT"]) == (len(found.messages), found.symbols)


def test_the_probe_is_another_feed():
    assert spec.make("client", PARAMS, 7) != spec.probe("client", PARAMS, 7)


def test_a_recorded_feed_gives_its_updates_of_the_pair():
    recorded = market.messages(12_000, 3)
    found = capture.read(spec.take("client", PARAMS, [b"{", b"[]", b'{"event":"subscribe"}', *recorded]))
    assert [m for m in recorded if b'"BTC_USDT"' in m][:1000] == found.messages
    assert ["BTC_USDT"] == found.symbols


def test_a_recorded_feed_that_holds_too_few_is_refused():
    with pytest.raises(ValueError, match="needs 1000 updates of BTC_USDT, the feed holds 4"):
        spec.take("client", PARAMS, market.messages(4, 3, ["BTC_USDT"]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"main": {"updates": 999}}, "updates should be 1000, was 999"),
        ({"exchange": {"subscribed": 0, "sent": 0}}, "exchange.subscribed should be 1, was 0"),
        ({"exchange": {"subscribed": 1, "sent": 999}}, "exchange.sent should be 'at least 1000', was 999"),
    ],
)
def test_an_answer_counts_only_with_what_the_exchange_saw(change, expected):
    whole = {"main": {"updates": 1000}, "exchange": {"connections": 1, "subscribed": 1, "sent": 1000}}
    found = spec.same("client", PARAMS, whole, whole | change)
    assert expected == (None if found is None else str(found))
