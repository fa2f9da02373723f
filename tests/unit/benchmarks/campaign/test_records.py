import base64

from benchmarks.campaign.records import Records
from benchmarks.core.model import Arm, Lane
from benchmarks.core.store import RunFile, load
from impls.contract import Case, Heard, Sound

HUM, AWAY = Sound("audio/flac", b"hum"), Sound("audio/flac", b"away")


def arm(lane):
    return Arm("delay", Case(operation="second"), Lane(component="delay", name=lane, kind="own", label=lane), "cpython")


def test_equal_sounds_are_kept_once_however_many_lanes_make_them(tmp_path):
    with RunFile(tmp_path / "run.jsonl") as file:
        records = Records(file)
        records.add_heard(arm("python"), Heard(HUM, None))
        records.add_heard(arm("rust"), Heard(HUM, AWAY, -150.5, 138.0))
    hum, python, away, rust = load(tmp_path / "run.jsonl").records
    assert ["sound", "heard", "sound", "heard"] == [r["is"] for r in (hum, python, away, rust)]
    assert [b"hum", b"away"] == [base64.b64decode(r["base64"]) for r in (hum, away)]
    assert (hum["id"], None) == (python["sound"], python["difference"])
    assert (hum["id"], away["id"], -150.5, 138.0) == tuple(
        rust[key] for key in ("sound", "difference", "peak_dbfs", "gain_db")
    )


def test_a_run_that_goes_on_knows_its_sounds(tmp_path):
    path = tmp_path / "run.jsonl"
    with RunFile(path) as file:
        Records(file).add_heard(arm("python"), Heard(HUM, None))
    with RunFile(path) as file:
        Records(file, load(path).records).add_heard(arm("rust"), Heard(HUM, None))
    assert ["sound", "heard", "heard"] == [r["is"] for r in load(path).records]
