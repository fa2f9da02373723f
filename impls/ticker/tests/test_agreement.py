"""Our own lanes say the same of every input: plain Python, best Python, Rust through its binding."""

from __future__ import annotations

import json

import pytest
from answers import answers, update
from damage import damaged_messages
from hypothesis import given, settings
from hypothesis import strategies as st

from impls.ticker.stream import Stream

OPERATIONS = ("parse", "parse_mixed")
SEED_BYTES = 200_000
FUZZ_BYTES = 10_000_000

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abABstu") | st.text(), inner, max_size=3)
    ),
    max_leaves=12,
)


def parted(lanes, messages):
    """The messages of which the lanes do not say the same."""
    found = []
    for operation in OPERATIONS:
        expected, *others = [answers(lane, operation, messages) for lane in lanes]
        for other in others:
            found += [(operation, m, a, b) for m, a, b in zip(messages, expected, other, strict=True) if a != b]
    return found


@given(
    message=st.binary(max_size=60)
    | st.text(alphabet='{}[]":,\\u0123dDeE.-+ tfn\n\ud83d', max_size=40).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_lanes_agree_on_arbitrary_bytes(all_own, message):
    assert [] == parted(all_own, [message])


VALUES = st.fixed_dictionaries(
    {
        "channel": JSON | st.sampled_from(["spot.book_ticker", "spot.login"]),
        "event": JSON | st.just("update"),
        "time_ms": JSON | st.integers(),
        "result": JSON
        | st.fixed_dictionaries(
            {
                "u": JSON | st.integers(),
                **dict.fromkeys("sbBaA", JSON | st.from_regex(r"\A-?[0-9]{0,20}\.?[0-9]{0,20}\Z")),
            }
        ),
    }
)


@settings(max_examples=200)
@given(message=VALUES, ascii_only=st.booleans())
def test_lanes_agree_on_updates_with_any_values(all_own, message, ascii_only):
    encoded = json.dumps(message, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert [] == parted(all_own, [encoded])


@pytest.mark.parametrize("seed", range(3))
def test_lanes_agree_on_damaged_messages(all_own, seed):
    assert [] == parted(all_own, list(damaged_messages(seed, SEED_BYTES)))


def test_every_cut_of_a_message_is_refused(own):
    whole = b'{"channel":"spot.login","event":"\\u00e9\\n","x":[1.5e3,{"y":null}],"time":-10}'
    for message in (update(), whole):
        found = answers(own, "parse_mixed", [message[:i] for i in range(len(message))])
        assert [{"error": "json"}] * len(message) == found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_lanes_agree_on_ten_million_bytes(all_own, seed):
    assert [] == parted(all_own, list(damaged_messages(seed, FUZZ_BYTES // 10)))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_steps_answer_as_a_run_does(own, operation):
    messages = list(damaged_messages(7, 20_000))
    job = getattr(own, operation)(messages)
    assert isinstance(job, Stream)
    for i in range(2 * job.ops):
        job.step(i)
    assert job.render(job.run()) == job.answer()
