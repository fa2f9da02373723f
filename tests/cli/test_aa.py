"""``tandem aa`` from the outside: rates, what is kept, how it goes on, what a report says of it."""

import json
import signal
import time

LANES = ("--lanes", "python,python-best")
SELECT = ("sums/sums[n=200]v1",)


def words(tandem, *more):
    return ("aa", *SELECT, *LANES, "--impls", tandem.fakes, "--data", tandem.data, *more)


def trials(tandem):
    paths = sorted((tandem.data / "aa").glob("*/*.jsonl"))
    records = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    return [r for r in records if r["is"] == "trial"]


def checked(tandem, *more):
    """The JSON, whatever the exit status says: on a busy machine so few comparisons may leave their band."""
    process = tandem.start(*words(tandem, *more, "--json"))
    out, said = process.communicate(timeout=300)
    assert process.returncode in {0, 3}, said
    found = json.loads(out)
    assert (process.returncode == 0) == found["aa"]["within"]
    return found


def test_a_check_goes_through_the_whole_pipeline_is_kept_and_stands_on_every_report(tandem):
    found = checked(tandem, "--decisions", "4", "--budget", "60s")
    figures = found["aa"]
    assert found["complete"]
    assert found["kept"]
    assert (4, 4) == (figures["comparisons"], figures["decisions"])
    assert figures["band"][1] == 0.5  # of four, at most two by chance
    assert figures["smallest_effect"] > 1
    assert ["python"] == [kind["language"] for kind in figures["languages"]]
    assert {"sums/sums[n=200]v1 python", "sums/sums[n=200]v1 python-best"} == set(figures["lanes"])
    schedules = {(r["lane"], bool(r.get("twin")), r["schedule"].partition(" sums")[0]) for r in trials(tandem)}
    assert {
        (lane, twin, f"aa {n}") for lane in ("python", "python-best") for twin in (0, 1) for n in (1, 2)
    } == schedules
    report = ("report", "--data", tandem.data, "--out", tandem.data.parent / "out", "--json")
    run = tandem.run(*SELECT, "--quick", "--no-memory", "--budget", "2s", *LANES)
    assert run["aa"]["full"] == figures
    again = json.loads(tandem(*report).stdout)
    assert again["aa"]["full"] == figures
    assert "last full check, on " in (tandem.data.parent / "out" / "index.html").read_text()
    assert {"python", "python-best"} == {m["lane"] for m in again["measurements"]}
    assert all(m["processes"] < len(trials(tandem)) for m in again["measurements"])


def test_an_interrupted_check_says_so_and_goes_on(tandem):
    process = tandem.start(*words(tandem, "--decisions", "4", "--budget", "60s"))
    try:
        until = time.monotonic() + 60
        while len(trials(tandem)) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130, said
    assert "what was measured is kept" in said
    before = [r["id"] for r in trials(tandem)]
    assert checked(tandem, "--decisions", "4", "--budget", "60s")["complete"]
    after = [r["id"] for r in trials(tandem)]
    assert before == after[: len(before)]
    assert len(set(after)) == len(after)


def test_a_budget_that_is_too_short_keeps_nothing_and_says_how_far_it_came(tandem):
    done = tandem(*words(tandem, "--decisions", "40", "--budget", "3s"), status=0)
    assert "of 40 decisions: the budget is spent" in done.stdout
    assert not list((tandem.data / "aa").glob("*.json"))


def test_what_has_no_twin_is_one_line_and_exit_2(tandem):
    done = tandem("aa", "relay", "--impls", tandem.fakes, "--data", tandem.data, status=2)
    assert "no lane of the selection can stand beside its twin" in done.stderr
    assert 1 == len(done.stderr.splitlines())
