import sys

import pytest

from benchmarks.campaign.gating import Gate, _factor
from benchmarks.campaign.look import Looker, Twice, _two_runs
from benchmarks.campaign.verify import verify
from benchmarks.core.discovery import components
from benchmarks.core.errors import DiscoveryError, GivenError
from benchmarks.core.givens import Givens
from benchmarks.core.model import RunOptions
from benchmarks.core.plan import LEVELS
from benchmarks.core.selection import arms, cases
from benchmarks.launcher import cargo
from benchmarks.launcher.cast import Found
from benchmarks.launcher.workshop import Workshop


@pytest.fixture
def gated(fakes):
    """Rows by lane of a selection of the fakes."""

    def rows(select, lanes=()):
        known = list(fakes.values())
        shop = Workshop(known)
        found = verify(shop, Givens(known, 1), arms(cases(known, select), lanes, shop.kinds), patience_s=20)
        return {row.lane: row for row in found}

    return rows


def test_the_reference_answers_even_where_it_is_not_selected(gated):
    assert {"honest": True} == {lane: row.passed for lane, row in gated(["mutants"], ["honest"]).items()}


def test_floors_and_limits_have_no_row(gated):
    assert "empty" not in gated(["sums/sums[n=200]v1"])


def test_without_its_reference_no_lane_can_pass(write_component, cache):
    folder, name = write_component(
        """
        from impls.contract import Case, first_difference
        CASES = (Case(operation="work"),)
        def make(operation, params, seed): return b"%d" % seed
        def read(operation, params, blob): return int(blob)
        def same(operation, params, expected, found): return first_difference(expected, found)
        """,
        python='LANE = {"kind": "own", "label": "x"}\ndef prepare(given): return lambda: 1 // 0\n',
        other='LANE = {"kind": "own", "label": "y"}\ndef prepare(given): return lambda: given\n',
    )
    found = components([folder])
    shop = Workshop(found)
    rows = verify(shop, Givens(found, 1), arms(cases(found, [name]), (), shop.kinds), patience_s=20)
    assert ["error", "error"] == [row.status for row in rows]
    assert all("the reference lane python gave no answer: lane: ZeroDivisionError" in row.difference for row in rows)


SPEC = """
from impls.contract import Case, first_difference
CASES = (Case(operation="work"),)
def make(operation, params, seed): return b"constant"
def read(operation, params, blob): return blob
def same(operation, params, expected, found): return first_difference(expected, found)
def probe(operation, params, seed): return b"odd"
"""
PYTHON = 'LANE = {"kind": "own", "label": "x"}\ndef prepare(given): return lambda: [given.decode()] * 20000\n'


def test_a_spec_s_probe_is_put_to_every_lane(write_component, cache):
    cheats = (
        'LANE = {"kind": "own", "label": "y"}\ndef prepare(given):\n'
        "    said = 'constant' if given == b'odd' else given.decode()\n    return lambda: [said] * 20000\n"
    )
    folder, name = write_component(SPEC, python=PYTHON, cheats=cheats)
    found = components([folder])
    shop = Workshop(found)
    rows = verify(shop, Givens(found, 1), arms(cases(found, [name]), (), shop.kinds), patience_s=20)
    assert {"python": None, "cheats": "on another given: [0] should be 'odd', was 'constant'"} == {
        row.lane: row.difference for row in rows
    }


def test_a_kept_answer_shows_even_where_there_is_one_given_only(write_component, cache):
    keeps = (
        'LANE = {"kind": "own", "label": "y"}\ndef prepare(given):\n    kept = []\n    def run():\n'
        "        if not kept:\n            kept.append([str(given.decode()) for _ in range(20000)])\n"
        "        return kept[0]\n    return run\n"
    )
    folder, name = write_component(SPEC.replace("def probe", "def not_probe"), python=PYTHON, keeps=keeps)
    found = components([folder])
    shop = Workshop(found)
    rows = verify(shop, Givens(found, 1), arms(cases(found, [name]), (), shop.kinds), patience_s=20)
    assert {"python": "passed", "keeps": "disqualified"} == {row.lane: row.status for row in rows}


@pytest.mark.parametrize(
    ("runs", "fresh", "expected"),
    [
        ([(10**9, 10**6), (10**6, 10**6)], False, None),  # the first only warms
        ([(10**6, 10**6), (10**6, 10**3)], False, 1000.0),
        ([(10**6, 10**6), (10**7, 10**3)], True, 10000.0),
        ([(10**7, 10**3), (10**7, 10**6)], True, None),
        ([(10**5, 10), (10**5, 10)], True, None),  # cold code is no kept answer
        ([], True, None),
    ],
)
def test_a_kept_answer_is_told_from_a_cold_start(runs, fresh, expected):
    assert expected == _factor(Twice([], runs, fresh))


def test_an_interrupted_gate_starts_no_more(fakes):
    known = list(fakes.values())
    shop = Workshop(known)
    looker = Looker(shop, LEVELS["quick"], 20)
    looker.interrupt()
    found = []
    chosen = arms(cases(known, ["sums/sums[n=200]v1"]), ["python"], shop.kinds)
    Gate(shop, Givens(known, 1), looker).rows(chosen, found.append, lambda _: None)
    assert [False] == [passed.row.passed for passed in found]


def test_a_look_says_how_long_a_run_and_a_step_take(fakes):
    known = list(fakes.values())
    shop = Workshop(known).unpinned()
    givens, looker = Givens(known, 1), Looker(shop, RunOptions(), 20)
    small, large, steps = (
        arms(cases(known, [case]), ["python"], shop.kinds)[0]
        for case in ("sums/sums[n=200]v1", "sums/sums[n=2000]v1", "sums/stepwise*")
    )
    looks = [looker.look(arm, givens.of(arm.component, arm.case)) for arm in (small, large, steps)]
    assert 0 < looks[0].pilot.run_ns < looks[1].pilot.run_ns
    assert looks[0].pilot.step_ns is None
    assert looks[2].pilot.step_ns > 0
    assert all(look.pilot.wall_ns > 200_000_000 for look in looks)
    assert {"main"} == looks[0].hellos.keys() == looks[0].answered.sha256.keys()


def test_a_debug_build_where_a_release_is_asked_cannot_run_and_says_why(fakes, tmp_path, monkeypatch):
    worker = tmp_path / "tandem-sums"
    worker.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        "hello = {'is': 'hello', 'tandem': 1, 'runtime': {'language': 'rust', 'profile': 'debug'}}\n"
        "open(os.environ['TANDEM_REPLY'], 'w').write(json.dumps(hello) + '\\n')\nsys.stdin.read()\n"
    )
    worker.chmod(0o755)
    (tmp_path / "rust").mkdir()
    (tmp_path / "rust" / "Cargo.toml").write_text("")
    known = list(fakes.values())
    shop = Workshop(known)
    monkeypatch.setattr(Workshop, "_manifest", lambda *_: tmp_path / "rust" / "Cargo.toml")
    monkeypatch.setattr(cargo, "build", lambda *_, **__: {"tandem-sums": worker})
    chosen = arms(cases(known, ["sums/sums[n=200]v1"]), ["python", "rust"], shop.kinds)
    monkeypatch.setattr(Workshop, "unavailable", lambda *_: None)
    rows = {row.lane: row for row in verify(shop, Givens(known, 1), chosen, patience_s=20)}
    assert rows["python"].passed
    expected = ("unavailable", "build profile should be release, was debug; rebuild with: nox -s build")
    assert expected == (rows["rust"].status, rows["rust"].difference)


def test_a_given_that_cannot_be_made_is_a_row_and_an_error_only_where_none_can(write_component, cache):
    folder, name = write_component(
        """
        from impls.contract import Case, first_difference
        CASES = (Case(operation="good"), Case(operation="bad"))
        def make(operation, params, seed):
            if operation == "bad": raise ValueError("too few updates")
            return b"%d" % seed
        def read(operation, params, blob): return int(blob)
        def same(operation, params, expected, found): return first_difference(expected, found)
        """,
        python='LANE = {"kind": "own", "label": "x"}\ndef prepare(given): return lambda: given\n',
    )
    found = components([folder])
    shop = Workshop(found)
    rows = verify(shop, Givens(found, 1), arms(cases(found, [name]), (), shop.kinds), patience_s=20)
    assert [("passed", None), ("error", "its given cannot be made: ValueError: too few updates")] == [
        (row.status, row.difference) for row in rows
    ]
    with pytest.raises(GivenError, match="too few updates"):
        verify(shop, Givens(found, 1), arms(cases(found, [f"{name}/bad"]), (), shop.kinds), patience_s=20)


LISTENED = """
from impls.contract import Case, Heard, Sound, first_difference
CASES = (Case(operation="work"),)
def make(operation, params, seed): return b"%d" % seed
def read(operation, params, blob): return int(blob)
def same(operation, params, expected, found): return first_difference(expected, found)
def listen(operation, params, expected, found): return Heard(Sound("audio/flac", b"%d" % FOUND), None)
"""


def listened(write_component, spec):
    works = 'LANE = {"kind": "own", "label": "x"}\ndef prepare(given): return lambda: given\n'
    odd = works.replace("return lambda: given", "return lambda: -given")
    folder, name = write_component(spec, python=works, odd=odd)
    known = components([folder])
    shop = Workshop(known)
    seen = []
    chosen = arms(cases(known, [name]), (), shop.kinds)
    Gate(shop, Givens(known, 1), Looker(shop, LEVELS["quick"], 20)).rows(chosen, seen.append, lambda _: None)
    return {passed.arm.lane.name: passed.heard for passed in seen}


def test_what_passed_is_heard_where_the_spec_makes_a_sound_of_it(write_component, cache):
    seen = listened(write_component, LISTENED.replace("FOUND", "found"))
    assert (b"1", None) == (seen["python"].answer.body, seen["odd"])


def test_a_spec_that_cannot_make_a_sound_of_it_is_told_so(write_component, cache):
    with pytest.raises(DiscoveryError, match="listen: TypeError"):
        listened(write_component, LISTENED.replace("FOUND", "'loud'"))


class Timed:
    """A cast whose runs take what they are told."""

    def __init__(self, *taken):
        self.taken = list(taken)
        self.found = Found()

    def measure(self, requests):
        for request in requests:
            totals, self.taken = self.taken[: request["samples"]], self.taken[request["samples"] :]
            self.found.series.append({"metric": "time", "loops": {"loops": 1, "totals": totals}})
            self.found.series.append({"metric": "cpu", "values": [1.0]})
        return self.found


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([1000, 900], (1000, 900)),
        ([1000, 30, 2, 9, 2, 3], (1000, 2)),
        ([1000, 30, 99, 99, 99, 99], (1000, 30)),
        ([1000], None),
        ([], None),
    ],
)
def test_a_worker_s_suspiciously_short_second_run_is_repeated(taken, expected):
    cast = Timed(*taken)
    assert expected == _two_runs(cast)
    assert [] == cast.taken
