"""What is asked of clients, and when they did the same."""

import json
from pathlib import Path

from impls.order_placement import signing, spec

GOLDEN = json.loads((Path(__file__).parents[2] / "exchange" / "golden" / "signatures.json").read_text(encoding="utf-8"))


def answers(sent=2, accepted=2, **odd):
    client = {"acknowledged": [["t-0", "open", "1", "2", "2"], ["t-1", "closed", "1", "2", "0"]], "sent": sent}
    return {"exchange": {"accepted": accepted, "refused": 0}, "client": client | odd}


def test_the_same_acknowledgements_are_the_same():
    assert spec.same("place", {}, answers(), answers()) is None
    assert spec.same("place", {}, answers(accepted=9, sent=9), answers(accepted=9, sent=9)) is None


def test_a_lost_order_and_another_outcome_are_differences():
    assert "orders lost should be 0, was 1" == str(spec.same("open_loop", {}, answers(), answers(accepted=1)))
    other = [["t-0", "open", "1", "2", "2"], ["t-1", "open", "1", "2", "2"]]
    found = str(spec.same("place", {}, answers(), answers(acknowledged=other)))
    assert found.startswith("client.acknowledged[1][1] should be 'closed', was 'open'")


def test_of_a_crash_only_the_client_answers():
    noticed, missed = {"client": {"noticed": True}}, {"client": {"noticed": False}}
    assert spec.same("crash", {}, noticed, noticed) is None
    assert spec.same("crash", {}, noticed, missed) is not None


def test_one_cheap_case_is_for_quick_runs():
    assert ["place"] == [case.operation for case in spec.CASES if case.quick]


def test_givens_have_the_orders_that_were_asked_for():
    params = {"orders": 100}
    given = spec.read("place", params, spec.make("place", params, 7))
    assert (100, 60) == (len(given.orders), len(spec.read("place", params, spec.probe("place", params, 7)).orders))


def test_a_plain_signature_is_that_of_the_golden_vectors():
    for row in GOLDEN["rest"]:
        parts = (row[name] for name in ("secret", "method", "path", "query"))
        assert row["sign"] == signing.sign(*parts, row["body"].encode(), row["timestamp"])
