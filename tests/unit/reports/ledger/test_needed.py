from pathlib import Path

import pytest

from benchmarks.core.model import Arm, Component, Lane
from benchmarks.core.selection import arms
from impls.contract import Case, How
from reports.ledger import needed
from reports.ledger_read import read

PYTHON, RUST, OTHER = (
    Lane(component="orders", name=name, kind="own", label=name) for name in ("python", "rust", "other")
)
SLOW, FAST = (
    Case(operation="load", params={"rate": rate}, how=(How("each", rate=rate),), group="load") for rate in (10, 99)
)
SOAK = Case(operation="soak", how=(How("each", rate=10, seconds=60),))
PLACE, CLOSE = Case(operation="place"), Case(operation="close")
ORDERS = Component(
    name="orders", folder=Path(), cases=(PLACE, CLOSE, SLOW, FAST, SOAK), lanes=(PYTHON, RUST, OTHER)
)  # fmt: skip
ARMS = arms([(ORDERS, case) for case in ORDERS.cases])


def ledger(*answers):
    rows = [
        f'{{ id = "d.{i}.rust", at = ["{i}", "Rust"], claimed = [1, 2], unit = "{unit}", {answer} }}'
        for i, (unit, answer) in enumerate(answers)
    ]
    return read(
        "\n".join(['document = "d"', "[[table]]", 'name = "t"', 'columns = ["Rust"]', f"rows = [{', '.join(rows)}]"])
    )


def found(*answers, **more):
    return [
        (arm.case.operation, arm.case.params.get("rate"), arm.name) for arm in needed([ledger(*answers)], ARMS, **more)
    ]


@pytest.mark.parametrize(
    "answer",
    [
        ("ms", 'ref = "orders/place[]v1 rust time"'),
        ("x", 'expr = "a", with = { a = "orders/place[]v1 rust time" }'),
        ("ms", 'holds = "orders/place[]v1 rust"'),
        ("ms", 'cannot = "no such machine", instead = "orders/place[]v1 rust time"'),
    ],
)
def test_what_answers_a_claim_is_measured_in_the_lane_that_it_names(answer):
    assert [("place", None, "rust")] == found(answer)


def test_what_nothing_answers_needs_nothing():
    assert [] == found(("ms", 'fact = "a rig"'), ("ms", 'opinion = "taste"'), ("ms", 'later = "soon"'))


def test_the_highest_rate_held_needs_the_lane_at_every_rate():
    assert [("load", 10, "python"), ("load", 99, "python")] == found(
        ("orders/s", 'ref = "orders/load[rate=10]v1 python rate_held"')
    )


def test_another_figure_of_a_load_needs_its_own_rate_alone():
    assert [("load", 10, "python")] == found(("ms", 'ref = "orders/load[rate=10]v1 python latency_p50"'))


def test_what_stands_beside_a_claim_comes_along_but_a_load_of_a_minute_only_where_it_is_asked_for():
    beside = 'beside = ["orders/close[]v1 other time", "orders/soak[]v1 rust latency_p50"]'
    row = ("ms", f'ref = "orders/place[]v1 rust time", {beside}')
    assert [("place", None, "rust"), ("close", None, "other")] == found(row)
    assert ("soak", None, "rust") in found(row, loads=True)


def test_the_arms_of_several_documents_are_there_once_and_in_their_order():
    one = ledger(("ms", 'ref = "orders/close[]v1 rust time"'))
    two = ledger(("ms", 'ref = "orders/place[]v1 rust time"'), ("ms", 'ref = "orders/close[]v1 rust time"'))
    assert [Arm("orders", case, RUST, "cpython") for case in (PLACE, CLOSE)] == needed([one, two], ARMS)
