from dataclasses import replace

import pytest

from benchmarks.core.model import Derived, Interval
from reports.tables.crossings import crossings
from tests.unit.reports.sample import empty

PARSE, ROUTE, READ = "ticker/parse[n=1]v1", "ticker/route[]v1", "clock/read[]v1"
EVEN = {f"boundary.break-even[{PARSE}]": 3.0, f"boundary.break-even[{PARSE},process]": 90.0}
GAINS = {f"boundary.gain[{case},batch={n}]": n / 4 for case in (PARSE, ROUTE, READ) for n in (1, 16)}
WAYS = {f"boundary.{what}[bytes,pipe]": cost for what, cost in (("call", 9000.0), ("byte", 0.25))}


def predicted(**shares):
    return {f"boundary.predicted[messages={n[1:]}]": share for n, share in shares.items()}


def found(figures):
    rows = (Derived(id=i, expr="", value=v, low=v * 0.9, high=v * 1.1, interleaved=True) for i, v in figures.items())
    other = Derived(id="gateio.x.ratio", expr="a / b", value=1, low=1, high=1, interleaved=True)
    return crossings(replace(empty(), derived=(other, *rows)))


def test_each_case_has_the_number_and_the_curve_and_each_component_its_first():
    every = found(EVEN | GAINS)
    assert [PARSE, ROUTE, READ] == [one.case for one in every.pays]
    assert [PARSE, READ] == [one.case for one in every.first()]
    parse, route, _ = every.pays
    assert (3.0, 90.0) == (parse.call.value, parse.process.value)
    assert ((1, 0.25), (16, 4.0)) == tuple((n, gain.value) for n, gain in parse.gains)
    assert (None, None) == (route.call, route.process)


def test_a_way_across_has_what_a_call_and_a_byte_cost():
    (way,) = found(WAYS).ways
    assert ("bytes,pipe", Interval(8100, 9000, 9900), 0.25) == (way.name, way.call, way.byte.value)


@pytest.mark.parametrize(("share", "holds"), [(1.14, True), (1.16, False), (0.88, True), (0.86, False)])
def test_parts_that_are_over_15_percent_off_do_not_add_up(share, holds):
    (one,) = found(predicted(n16=share)).predicted
    assert holds == one.holds


def test_batches_stand_by_their_size():
    every = found(predicted(n256=1.0, n16=1.0, n4096=1.0, n1=1.0))
    assert ["messages=1", "messages=16", "messages=256", "messages=4096"] == [p.parameters for p in every.predicted]


def test_the_outcome_is_told_in_a_line_or_in_one_for_each_batch_that_does_not_add_up():
    (told,) = found(predicted(n1=0.97, n16=1.05)).sentences()
    assert told.endswith("are 0.97 to 1.05 of it, within 15% in all 2 batches")
    (told,) = found(predicted(n1=0.97, n16=1.25)).sentences()
    assert told.startswith("boundary/batch[messages=16]: ")
    assert told.endswith("are 1.25 of it, over 15% off")


def test_what_pays_is_told_by_component():
    (told,) = found(EVEN | GAINS).sentences()
    assert told.endswith("pays: ticker 3, clock never")
    (told,) = found(GAINS | {f"boundary.break-even[{READ}]": 0.01}).sentences()
    assert told.endswith("pays: ticker never, clock 1")


def test_where_nothing_was_measured_there_is_nothing_to_say():
    assert not found({})
    assert [] == list(found({}).sentences())
