"""The market speaks Gate.io's form, the same bytes in every Python."""

import hashlib
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from impls.exchange import capture, market

GOLDEN = Path(__file__).parents[1] / "golden"


def shape(value):
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else type(value).__name__


def test_an_update_has_the_fields_of_the_documented_one_in_their_order():
    documented = (GOLDEN / "book_ticker.json").read_text().strip()
    found = market.messages(1, 7)[0].decode()
    assert json.dumps(shape(json.loads(documented))) == json.dumps(shape(json.loads(found)))
    assert documented == json.dumps(json.loads(documented), separators=(",", ":"))
    assert found == json.dumps(json.loads(found), separators=(",", ":"))


def test_a_seed_gives_the_same_bytes_everywhere():
    digests = [
        hashlib.sha256(b"\n".join(market.messages(2000, 7))).hexdigest()[:16],
        hashlib.sha256(b"\n".join(market.messages(2000, 7, size=208))).hexdigest()[:16],
        hashlib.sha256(market.feed(2000, 7)).hexdigest()[:16],
    ]
    assert ["d9d424781d56e60b", "64bf87303ac92190", "0d5be7881012af74"] == digests


def test_seeds_differ():
    assert market.messages(10, 1) != market.messages(10, 2)


def test_books_are_sound_and_ids_and_times_rise():
    last: dict[str, int] = {}
    time_ms = 0
    for message in market.messages(20_000, 3):
        update = json.loads(message)
        book = update["result"]
        assert 0 < float(book["b"]) < float(book["a"])
        assert float(book["B"]) > 0
        assert float(book["A"]) > 0
        assert book["u"] > last.get(book["s"], 0)
        assert update["time_ms"] >= max(time_ms, book["t"])
        assert update["time"] == update["time_ms"] // 1000
        last[book["s"]], time_ms = book["u"], update["time_ms"]
    assert set(market.SYMBOLS) == last.keys()


def test_activity_follows_zipf():
    count = Counter(json.loads(m)["result"]["s"] for m in market.messages(20_000, 3))
    first, second, tenth = (count[market.SYMBOLS[rank - 1]] for rank in (1, 2, 10))
    assert 1.8 < first / second < 2.2
    assert 8 < first / tenth < 12


def test_every_decimal_fits_eighteen_places_and_sixty_three_bits():
    for message in market.messages(5000, 5) + market.messages(5000, 5, size=218):
        book = json.loads(message)["result"]
        for text in (book[k] for k in "bBaA"):
            whole, _, fraction = text.partition(".")
            assert len(fraction) <= 18
            assert int(whole + fraction) < 2**63
            assert whole == str(int(whole))


@pytest.mark.parametrize("size", [208, 215])
def test_an_asked_size_is_met_exactly(size):
    assert {size} == {len(m) for m in market.messages(5000, 11, size=size)}


@pytest.mark.parametrize("length", range(1, 20))
def test_a_size_of_any_length_is_a_number_over_zero(length):
    for bits in (0, 1, 2**63 - 1, 2**100 + 12345):
        text = market._digits(bits, length)
        assert length == len(text)
        assert float(text) > 0


def test_a_size_that_cannot_be_met_is_refused():
    with pytest.raises(ValueError, match="BTC_USDT: an update of 100 bytes leaves -"):
        market.messages(1, 1, ["BTC_USDT"], size=100)


def test_a_market_without_symbols_is_refused():
    with pytest.raises(ValueError, match="at least one pair"):
        market.messages(1, 1, [])


def test_a_feed_is_a_capture_that_arrives_in_bursts():
    found = capture.read(market.feed(5000, 7))
    assert market.messages(5000, 7) == found.messages
    assert list(market.SYMBOLS) == found.symbols
    gaps = [b - a for a, b in pairwise(found.at_ns)]
    pauses = sum(gap >= 1_000_000 for gap in gaps)
    assert 0.10 < pauses / len(gaps) < 0.15
    assert max(gap for gap in gaps if gap < 1_000_000) < 50_000


def test_only_asked_symbols_are_active():
    assert {"X_USDT"} == {json.loads(m)["result"]["s"] for m in market.messages(50, 1, ["X_USDT"])}
