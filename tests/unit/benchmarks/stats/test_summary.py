import math

import made_records as made
import numpy as np
import pytest

from benchmarks.core.model import RunOptions
from benchmarks.stats.decide import undecided
from benchmarks.stats.summary import hosts, summarise

CASE = "ticker/parse[messages=1000]v1"
LANES = {"document-python": 1300.0, "document-rust": 900.0, "python": 4000.0, "rust": 100.0}


def of(summary, lane, metric="time"):
    return next((m for m in summary.measurements if (m.lane, m.metric) == (lane, metric)), None)


def ratio(summary, baseline, lane, metric="time"):
    return next((r for r in summary.ratios if (r.baseline, r.lane, r.metric) == (baseline, lane, metric)), None)


def trials(records, **wanted):
    return [r for r in records if r["is"] == "trial" and all(r[k] == v for k, v in wanted.items())]


def replaced(records, change):
    return [{**r, **change} if r["is"] == "trial" else r for r in records]


def test_a_run_gives_every_lane_its_time_with_an_interval():
    summary = summarise(made.records({CASE: LANES}))
    for lane, ns in LANES.items():
        found = of(summary, lane)
        assert found.low < ns * 1.02
        assert found.high > ns / 1.02
        assert (18, 6, "ns") == (found.processes, found.blocks, found.unit)


def test_every_ordered_pair_is_compared_by_the_headline_metric_and_others_with_the_base_only():
    summary = summarise(made.records({CASE: LANES}))
    assert 12 == len([r for r in summary.ratios if r.metric == "time"])
    assert {"document-python"} == {r.baseline for r in summary.ratios if r.metric == "resident_peak"}
    assert 3 == len([r for r in summary.ratios if r.metric == "resident_peak"])


def test_a_ratio_says_how_many_times_better_whatever_the_metrics_direction():
    summary = summarise(made.records({CASE: LANES}))
    assert pytest.approx(13, rel=0.05) == ratio(summary, "document-python", "rust").value
    assert pytest.approx(13, rel=0.05) == ratio(summary, "document-python", "rust", "throughput").value
    assert "faster" == ratio(summary, "document-python", "rust").outcome


def test_swapping_the_baseline_inverts_every_ratio():
    summary = summarise(made.records({CASE: LANES}))
    for r in (r for r in summary.ratios if r.metric == "time"):
        back = ratio(summary, r.lane, r.baseline)
        assert pytest.approx((1 / r.high, 1 / r.value, 1 / r.low)) == (back.low, back.value, back.high)
        assert r.q == back.q


def test_scaling_all_samples_changes_no_ratio():
    records = made.records({CASE: LANES})
    scaled = [
        {**r, "series": [{**s, "loops": {**s["loops"], "ops": 250}} for s in r["series"]]} if r["is"] == "trial" else r
        for r in records
    ]
    plain, other = summarise(records), summarise(scaled)
    assert pytest.approx([r.value for r in plain.ratios if r.metric == "time"]) == [
        r.value for r in other.ratios if r.metric == "time"
    ]


def test_without_the_documents_python_the_reference_is_the_base():
    summary = summarise(made.records({CASE: {"python": 4000.0, "rust": 100.0}}))
    assert {"python"} == {r.baseline for r in summary.ratios if r.metric == "resident_peak"}


def test_a_disqualified_lane_shows_no_number():
    records = made.records({CASE: LANES})
    records += [made.gate_row(CASE, "rust", passed=False, difference="messages[7].bid should be 1, was 2")]
    summary = summarise(records)
    assert not [m for m in summary.measurements if m.lane == "rust"]
    assert not [r for r in summary.ratios if "rust" in (r.lane, r.baseline)]
    assert not [k for k in summary.block_values if k[1] == "rust"]
    row = next(g for g in summary.gate if g.lane == "rust")
    assert ("disqualified", "messages[7].bid should be 1, was 2") == (row.status, row.difference)


def test_a_lane_whose_timed_answer_differs_from_its_gates_is_disqualified():
    records = made.records({CASE: LANES})
    trials(records, lane="rust")[-1]["roles"]["main"]["sha256"] = "ff" * 32
    summary = summarise(records)
    assert of(summary, "rust") is None
    assert (
        "a timed run answered ffffffff, the gate's answer was 5e5e5e5e"
        in next(g for g in summary.gate if g.lane == "rust").difference
    )


def test_a_dead_lane_keeps_its_reason():
    records = made.records({CASE: LANES})
    records += [made.gate_row(CASE, "peer-x", passed=False, difference="died: SIGKILL", status="died", sha256=None)]
    assert [("peer-x", "died")] == [(g.lane, g.status) for g in summarise(records).gate if not g.passed]


def test_trials_asked_otherwise_are_not_pooled():
    old = made.records({CASE: LANES})
    new = replaced(made.records({CASE: LANES}, seed=2), {"asked": [{"how": "batch", "samples": 99}], "schedule": "s8"})
    new = [
        {**r, "id": r["id"] + "b", "started": r["started"].replace("08:", "09:")} if r["is"] == "trial" else r
        for r in new
    ]
    assert 18 == of(summarise(old + new), "rust").processes


def test_trials_of_two_runs_asked_the_same_are_pooled_and_their_blocks_kept_apart():
    old = made.records({CASE: LANES})
    new = made.records({CASE: LANES}, seed=2)
    new[0] = made.run_header({CASE: LANES}, started="2026-11-21T09:00:00Z")
    new = [
        {**r, "id": r["id"] + "b", "started": r["started"].replace("08:", "09:")} if r["is"] == "trial" else r
        for r in new
    ]
    found = of(summarise(old + new), "rust")
    assert (36, 12) == (found.processes, found.blocks)


def test_a_trial_written_twice_counts_once():
    records = made.records({CASE: LANES})
    assert summarise(records).measurements == summarise(records + trials(records)).measurements


def test_another_given_leaves_the_old_one_aside():
    old = made.records({CASE: LANES})
    new = replaced(made.records({CASE: {"rust": 500.0}}, blocks=4), {"given": "other", "schedule": "s9"})
    new = [
        {**r, "id": r["id"] + "b", "started": r["started"].replace("08:", "09:")} if r["is"] == "trial" else r
        for r in new
    ]
    summary = summarise(old + new)
    assert pytest.approx(500, rel=0.05) == of(summary, "rust").value
    assert of(summary, "document-python") is None


def test_other_harnesses_are_left_out():
    records = replaced(made.records({CASE: LANES}), {"by": "pyperf"})
    assert () == summarise(records).measurements


def test_hosts_never_mix_and_the_last_measured_is_shown():
    here = made.records({CASE: LANES})
    there = [
        {**r, "host": "h-other", "id": r["id"] + "o", "started": r["started"].replace("08:", "10:")}
        if r["is"] == "trial"
        else r
        for r in made.records({CASE: {"rust": 7.0}})
    ]
    there = [
        {**r, "host": "h-other"} if r["is"] == "run" else {**r, "id": "h-other"} if r["is"] == "host" else r
        for r in there
    ]
    both = here + there
    assert [made.HOST, "h-other"] == hosts(both)
    assert pytest.approx(7, rel=0.05) == of(summarise(both), "rust").value
    assert pytest.approx(100, rel=0.05) == of(summarise(both, made.HOST), "rust").value
    assert "other_hosts" in [d.code for d in summarise(both).doubts]


def test_lanes_of_different_schedules_are_compared_as_independent():
    lanes = {"document-python": 1300.0, "rust": 100.0}
    records = made.records({CASE: lanes})
    for t in trials(records, lane="rust"):
        t["schedule"] = "later"
    found = ratio(summarise(records), "document-python", "rust")
    assert not found.interleaved
    assert pytest.approx(13, rel=0.05) == found.value


def test_a_runtime_that_is_not_the_lanes_own_is_named():
    records = made.records({CASE: LANES})
    records.insert(2, {"is": "runtime", "id": "r-mimalloc", "name": "native-mimalloc", "features": ["mimalloc"]})
    for t in trials(records, lane="rust"):
        t["runtime"] = "r-mimalloc"
    assert of(summarise(records), "rust@native-mimalloc") is not None


def test_heap_figures_of_a_counting_runtime_are_the_plain_lanes():
    records = made.records({CASE: LANES})
    records.insert(2, {"is": "runtime", "id": "r-counting", "name": "native-counting", "features": ["counting"]})
    roles = {"main": {"usage": {"vm_hwm_bytes": 1, "heap": {"allocations": 5, "peak_bytes": 999}}}}
    records.append(made.trial(CASE, "rust", 0, 99, [made.time_series(1e6)], runtime="r-counting", roles=roles))
    summary = summarise(records)
    assert (5.0, 999.0) == (of(summary, "rust", "allocations").value, of(summary, "rust", "peak_heap").value)
    assert of(summary, "rust", "allocations").low is None
    assert of(summary, "rust").value < 200


def test_a_trial_of_the_heap_that_failed_casts_no_doubt_on_times():
    records = made.records({CASE: LANES})
    records.append(made.trial(CASE, "rust", 0, 99, [], schedule="memory", instrument="memray", ended="refused"))
    assert () == of(summarise(records), "rust").doubts


def test_a_lane_withdrawn_after_it_was_measured_shows_no_number_and_holds_nobody_up():
    records = made.records({CASE: LANES})
    records = [r for r in records if r["is"] != "trial" or r["lane"] != "rust" or r["block"] < 2]
    records.append(made.gate_row(CASE, "rust", passed=False, difference="ended by a signal", status="died"))
    assert of(summarise(records), "rust") is None
    assert not undecided(records, CASE, RunOptions(blocks_min=6, blocks_max=30))


def test_a_percentile_with_too_few_samples_is_refused_and_one_with_enough_is_not():
    records = made.records({CASE: {"document-python": 1.0, "rust": 1.0}})
    rng = np.random.default_rng(1)
    for t in trials(records):
        t["series"] = [
            {
                "role": "main",
                "metric": "latency",
                "unit": "ns",
                "histogram": made.histogram((rng.lognormal(8, 0.2, 100)).astype(int).tolist()),
            }
        ]
    summary = summarise(records)
    refused = of(summary, "rust", "latency_p99_9")
    assert math.isnan(refused.value)
    assert refused.low is None
    assert "n/a: p99.9 needs 3,688 samples, has 1,800" == refused.note
    pooled = of(summary, "rust", "latency_p99")
    assert ["pooled_processes"] == [d.code for d in pooled.doubts if d.code == "pooled_processes"]
    plain = of(summary, "rust", "latency_p50")
    assert plain.low < math.exp(8) < plain.high
    assert ratio(summary, "document-python", "rust", "latency_p50") is not None
    assert ratio(summary, "document-python", "rust", "latency_p99_9") is None
    assert 1800 == sum(n for _, n in next(d for d in summary.distributions if d.lane == "rust").counts)


def test_a_batch_of_steps_says_that_it_is_a_mean():
    records = made.records({CASE: {"rust": 1.0}})
    for t in trials(records):
        t["asked"] = [{"how": "each", "batch": 16, "budget_ns": 1}]
        t["series"] = [
            {"role": "main", "metric": "latency", "unit": "ns", "histogram": made.histogram([90, 100, 110] * 200)}
        ]
    summary = summarise(records)
    assert "mean of 16" == of(summary, "rust", "latency_p50").note
    assert 16 == summary.distributions[0].batch


def test_a_second_opinion_comes_with_twenty_processes():
    few, many = (summarise(made.records({CASE: LANES}, blocks=b)) for b in (6, 8))
    assert ratio(few, "document-python", "rust").second is None
    found = ratio(many, "document-python", "rust")
    assert found.second.low < found.value < found.second.high


def test_twins_are_the_suites_own_check_and_no_lane():
    summary = summarise(made.records({CASE: LANES}, blocks=12, twins=("rust", "python"), noise=0.01))
    assert not [m for m in summary.measurements if "twin" in m.lane]
    assert 2 == len(summary.aa.rows)
    assert 6 == summary.aa.comparisons
    assert 0 <= summary.aa.interval_rate <= 1


def test_a_demonstration_is_a_check():
    records = made.records({CASE: {"rust": 1.0}}, blocks=1)
    for t in trials(records):
        t["series"] = [{"role": "main", "metric": "holds", "unit": "bool", "values": [True], "evidence": "E0499"}]
    summary = summarise(records)
    assert [(CASE, "rust", True, "E0499")] == [(c.case, c.lane, c.holds, c.evidence) for c in summary.checks]
    assert "holds" not in {m.metric for m in summary.measurements}


def test_doubts_of_host_lane_and_trials_stand_where_they_belong():
    records = made.records({CASE: LANES}, blocks=3)
    records[1] = made.host(cores=1, doctor=[{"code": "governor", "saw": "powersave", "advice": "use performance"}])
    records[0]["catalog"]["components"][0]["lanes"][3]["doubts"] = ["private interface"]
    records[0]["catalog"]["components"][0]["cases"][0]["roles"] = [["exchange", "exchange/rust", 1], ["main", "", 0]]
    trials(records, lane="rust")[0]["doubts"] = [
        {"code": "switched", "saw": "the scheduler took it off", "advice": "pin it"}
    ]
    trials(records, lane="rust")[1]["ended"] = "died"
    summary = summarise(records)
    assert ["governor"] == [d.code for d in summary.doubts]
    assert ["private_interface", "switched", "crowded", "unfinished", "few_blocks"] == [
        d.code for d in of(summary, "rust").doubts
    ]
    assert "the scheduler took it off (in 1 of 8 trials)" in [d.saw for d in of(summary, "rust").doubts]
    assert "of 9 trials: 1 died" in [d.saw for d in of(summary, "rust").doubts]


def test_no_records_are_an_empty_summary():
    summary = summarise([])
    assert ((), (), {}) == (summary.measurements, summary.ratios, summary.host)


def test_a_night_of_trials_is_read_in_one_go():
    lanes = {f"lane-{i}": 100.0 * (i + 1) for i in range(9)} | {"document-python": 1000.0}
    summary = summarise(made.records({f"ticker/parse[n={k}]v1": lanes for k in range(3)}, blocks=5))
    assert 3 * 90 == len([r for r in summary.ratios if r.metric == "time"])


def test_of_costs_the_newest_hold_and_a_build_time_once_known_stays_known():
    build = {"is": "build", "component": "ticker", "runtime": "native", "programs": {}}
    seen = {"seconds": 12.5, "at": "2026-11-21T00:00:00Z", "compiled": 3, "crates": 40}
    unseen = dict.fromkeys(seen)
    source = {"is": "source", "component": "ticker", "lane": "rust", "rust_lines": 60, "brought": 5}
    records = made.records({CASE: {"rust": 100.0}})
    later = [build | unseen | {"programs": {"x": {}}}, source | {"rust_lines": 61}]
    found = summarise([*records, build | seen, source, *later])
    assert [12.5, "2026-11-21T00:00:00Z", {"x": {}}] == [found.builds[0][k] for k in ("seconds", "at", "programs")]
    assert [61] == [row["rust_lines"] for row in found.sources]
    other = [{**r, "host": "other"} if r["is"] == "run" else r for r in records]
    assert () == summarise([*records, *other, build | seen], host=records[0]["host"]).builds


def test_every_process_of_the_headline_metric_is_kept_beside_its_block():
    found = summarise(made.records({CASE: LANES}))
    assert found.trial_values.keys() == {key for key in found.block_values if key[2] == "time"}
    for key, blocks in found.trial_values.items():
        assert found.block_values[key] == {block: np.median(values) for block, values in blocks.items()}
        assert {3} == {len(values) for values in blocks.values()}
