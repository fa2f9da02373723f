from benchmarks.core.model import GateRow
from benchmarks.stats.hearings import hearings

CASE = "delay/second[]v1"
RUN = {"is": "run", "id": "h1-1", "host": "h1"}
QUIET, LOUD, AWAY = (
    {"is": "sound", "id": name, "media": "audio/flac", "base64": name.upper()} for name in ("quiet", "loud", "away")
)


def said(lane, sound, difference=None, **more):
    row = {"is": "heard", "case": CASE, "arm": lane, "sound": sound, "difference": difference}
    return row | {"peak_dbfs": -150.5, "gain_db": 138.0} | more


def gate(lane, *, passed):
    return GateRow(case=CASE, lane=lane, passed=passed, difference=None if passed else "is odd")


def test_every_lane_that_passed_has_its_sounds():
    records = [RUN, QUIET, said("python", "quiet"), LOUD, AWAY, said("rust", "loud", "away")]
    python, rust = hearings(records, "h1", [gate("python", passed=True), gate("rust", passed=True)])
    assert ("python", "QUIET", None) == (python.lane, python.answer.base64, python.difference)
    assert ("rust", "LOUD", "AWAY") == (rust.lane, rust.answer.base64, rust.difference.base64)
    assert (CASE, -150.5, 138.0, "audio/flac") == (rust.case, rust.peak_dbfs, rust.gain_db, rust.answer.media)


def test_a_lane_that_was_turned_away_later_is_silent():
    records = [RUN, QUIET, said("python", "quiet"), said("rust", "quiet")]
    assert ["python"] == [h.lane for h in hearings(records, "h1", [gate("rust", passed=False)])]


def test_the_newest_run_of_this_host_holds():
    other = {**RUN, "id": "h2-1", "host": "h2"}
    records = [RUN, QUIET, said("rust", "quiet"), {**RUN, "id": "h1-2"}, LOUD, said("rust", "loud")]
    records += [other, said("rust", "quiet"), said("python", "quiet")]
    assert [("rust", "loud")] == [(h.lane, h.answer.id) for h in hearings(records, "h1", [])]
    assert ["rust", "python"] == [h.lane for h in hearings(records, "h2", [])]


def test_a_sound_that_is_not_there_is_not_promised():
    assert () == hearings([RUN, said("rust", "quiet")], "h1", [])
    assert () == hearings([RUN, QUIET, said("rust", "quiet", "away")], "h1", [])


def test_runs_without_sounds_have_none():
    assert () == hearings([RUN], "h1", [])
