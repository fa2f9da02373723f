"""The engine over a real Rust worker: built, gated, measured, counted."""

import pytest

pytestmark = pytest.mark.cargo


@pytest.fixture(scope="module")
def found(tandem_in, tmp_path_factory):
    """A short run of the clock's Rust lanes and what was stored."""
    tandem = tandem_in(tmp_path_factory.mktemp("native"))
    done = tandem(
        "run", "clock", "--lanes", "rust,floor-python", "--quick", "--budget", "1s", "--data", tandem.data, "--json"
    )
    assert done.returncode == 0
    return tandem.records()


def trials(records, lane):
    return [r for r in records if r["is"] == "trial" and r["lane"] == lane]


def test_the_rust_lane_is_timed_in_a_release_build(found):
    runtimes = {r["id"]: r for r in found if r["is"] == "runtime"}
    timed = [r for r in trials(found, "rust") if not r["instrument"]]
    assert timed
    assert {("native", "release", "system")} == {
        (runtimes[r["runtime"]]["name"], runtimes[r["runtime"]]["profile"], runtimes[r["runtime"]]["allocator"])
        for r in timed
    }


def test_its_resident_peak_is_its_own_and_not_the_launcher_s(found):
    peaks = [said["usage"]["vm_hwm_bytes"] for r in trials(found, "rust") for said in r["roles"].values()]
    assert 0 < max(peaks) < 4 << 20


def test_its_heap_is_counted_in_a_build_of_its_own(found):
    counted = [r for r in trials(found, "rust") if r["instrument"] == "counting"]
    assert counted
    assert all("heap" in said["usage"] for r in counted for said in r["roles"].values())
