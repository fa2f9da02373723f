"""Every worker against benchmarks/worker/PROTOCOL.md: the Python one, the Rust kit, and both wardens.

The lanes that they open behave in every way that a lane can: `probes/probe` in Python, and in Rust the kit's example
`probe`. What is said of a lane is asked of both; what is said of the conversation, of all four. What only wardens do is
in `test_wardens.py`.
"""

from __future__ import annotations

import hashlib
import json
import time

import pytest

CARGO = pytest.mark.cargo
TOTAL = {"total": 4950}


# The conversation


def test_hello_says_who_speaks_and_how_it_was_built(anyone):
    hello = anyone.hello
    assert ("hello", 1, anyone.process.pid) == (hello["is"], hello["tandem"], hello["pid"])
    assert {"language", "version", "profile", "flags", "allocator", "features"} <= hello["runtime"].keys()
    assert hello["runtime"]["version"][0].isdecimal()


def test_open_answers_ready_and_close_ends_in_peace(anyone):
    ready = anyone.open_any()
    assert ("ready", 1, {}) == (ready["is"], ready["id"], ready["offers"])
    assert ready["prepare_ns"] >= 0
    assert ready["ops"] >= 1
    assert {"is": "closed"} == anyone.ask(do="close")
    assert 0 == anyone.exit()


def test_the_end_of_the_requests_is_the_end(anyone):
    anyone.open_any()
    anyone.process.stdin.close()
    assert None is anyone.hear()
    assert 0 == anyone.exit()


@pytest.mark.parametrize("line", [b"nonsense\n", b"{\n", b"[1]\n", b"7\n", b"\xff\xfe\n", b'{"id":9}\n', b'{"do":5}\n'])
def test_a_line_that_is_no_request_is_told_and_forgotten(anyone, line):
    anyone.write(line)
    reply = anyone.hear()
    assert ("error", "protocol") == (reply["is"], reply["kind"])
    assert "\n" not in reply["message"]
    assert "ready" == anyone.open_any()["is"]


def test_an_empty_line_is_no_line(anyone):
    anyone.write(b"\n  \n")
    assert "ready" == anyone.open_any()["is"]


def test_an_unknown_request_is_unsupported(anyone):
    reply = anyone.ask(do="dance", id="x", with_whom="me")
    assert ("error", "x", "unsupported") == (reply["is"], reply["id"], reply["kind"])


def test_an_unknown_how_is_unsupported(anyone):
    anyone.open_any()
    assert [{}, "unsupported"] == [(found := anyone.measure(how="guess"))[0], found[1]["kind"]]


@pytest.mark.parametrize("request_", [{"do": "check", "answer": "x"}, {"do": "measure", "how": "batch"}])
def test_nothing_can_be_asked_before_open(anyone, request_):
    assert "protocol" == anyone.ask(**request_)["kind"]


def test_a_second_open_is_refused_and_the_first_stays(anyone):
    anyone.open_any()
    assert "protocol" == anyone.open_any()["kind"]
    assert "answer" == anyone.check()[0]["is"]


@pytest.mark.parametrize("asked", [{"samples": -1}, {"samples": "two"}, {"loops": 1.5}, {"once": 1}])
def test_a_wrong_field_is_a_breach_of_protocol(anyone, asked):
    anyone.open_any()
    assert "protocol" == anyone.measure(how="batch", **asked)[1]["kind"]


def test_an_unknown_field_is_ignored(anyone):
    assert "ready" == anyone.open_any(mood="good")["is"]
    assert "done" == anyone.measure(how="batch", loops=1, mood="good")[1]["is"]


def test_check_needs_a_file_that_can_be_written(anyone, tmp_path):
    anyone.open_any()
    assert "protocol" == anyone.ask(do="check")["kind"]
    assert "protocol" == anyone.ask(do="check", answer=str(tmp_path / "no" / "answer"))["kind"]


def test_what_is_asked_after_stop_ends_at_once(anyone):
    anyone.open_any()
    anyone.say(do="stop")
    done = anyone.measure(how="batch", loops=1, samples=1000)[1]
    assert ("done", True) == (done["is"], done["partial"])


@pytest.mark.parametrize("name", ["python", "warden-python", pytest.param("rust", marks=CARGO)])
def test_a_worker_with_nobody_to_speak_to_says_so_and_leaves(start, name):
    worker = start(name, silent=True, TANDEM_REPLY="")
    assert 1 == worker.exit()
    assert "TANDEM_REPLY" in worker.printed() or "No such file" in worker.printed()


def test_a_worker_whose_listener_has_gone_leaves(anyone):
    anyone.replies.close()
    anyone.say(do="dance")
    assert 1 == anyone.exit()


# Opening


def test_ready_says_what_a_run_holds(worker):
    ready = worker.open("sum")
    assert (True, 100) == (ready["steps"], ready["ops"])


@pytest.mark.parametrize(
    "more", [{"component": "none"}, {"lane": "none"}, {"role": "none"}], ids=["component", "lane", "role"]
)
def test_what_it_does_not_have_is_unsupported(worker, more):
    assert "unsupported" == worker.open("sum", **more)["kind"]
    assert "unsupported" == worker.open("none")["kind"]


@pytest.mark.parametrize(("operation", "kind"), [("refuses", "lane"), ("missing", "unavailable"), ("cut", "given")])
def test_a_lane_that_cannot_be_prepared_says_why_and_another_can_be_opened(worker, operation, kind):
    assert kind == worker.open(operation)["kind"]
    assert "ready" == worker.open("sum")["is"]


def test_a_missing_given_is_a_given_error(anyone, tmp_path):
    reply = anyone.open_any(path=tmp_path / "none")
    assert "given" == reply["kind"]


@pytest.mark.parametrize("name", ["python", pytest.param("rust", marks=CARGO)])
def test_roles_of_a_cast_tell_each_other_where_they_are(start, name, tmp_path):
    told = {"params": {"rate": 5, "fast": True}, "options": {"depth": 2}}
    server, client = start(name), start(name)
    ready = server.open("cast", role="server", **told)
    assert {"url": "probe://1"} == ready["offers"]
    peers = {"server": ready["offers"]}
    client.open("cast", role="client", peers=peers, **told)
    answer = json.loads(client.check()[1])
    expected = {"role": "client", "operation": "cast", "peers": peers, "folder": str(tmp_path), **told}
    assert expected == answer


# The answer


def test_the_answer_is_written_and_digested(worker):
    worker.open("sum")
    reply, blob = worker.check()
    assert TOTAL == json.loads(blob)
    given = hashlib.sha256((worker.folder / "given").read_bytes()).hexdigest()
    found = [reply[name] for name in ("is", "id", "form", "sha256", "given_sha256")]
    assert ["answer", 2, "json", hashlib.sha256(blob).hexdigest(), given] == found


def test_bytes_are_written_as_they_are(worker):
    worker.open("bytes")
    reply, blob = worker.check()
    assert (b"\x00\xff\n", "bytes") == (blob, reply["form"])


@pytest.mark.parametrize("ask", ["check", "measure"])
def test_what_a_lane_raises_is_its_error_and_the_conversation_goes_on(worker, ask):
    worker.open("raises")
    reply = worker.check()[0] if ask == "check" else worker.measure(how="batch", loops=1)[1]
    assert ("error", "lane") == (reply["is"], reply["kind"])
    assert "on purpose" in reply["message"]
    assert "probe" in reply["detail"]
    assert {"is": "closed"} == worker.ask(do="close")


def test_what_a_lane_prints_is_no_reply(worker):
    worker.open("noisy")
    assert b'"said"' == worker.check()[1]
    assert "done" == worker.measure(how="batch", loops=1, samples=2)[1]["is"]
    worker.ask(do="close")
    assert 0 == worker.exit()
    assert "from" in worker.printed()
    assert "not a reply either" in worker.printed()


def test_a_lane_that_forks_is_heard_once(worker):
    worker.open("forks")
    assert b'"forked"' == worker.check()[1]
    series, done = worker.measure(how="batch", once=True)
    assert (1, "done") == (len(series["time"]), done["is"])
    assert {"is": "closed"} == worker.ask(do="close")
    assert None is worker.hear()


def test_a_lane_does_not_hear_the_requests(worker):
    worker.open("listens")
    worker.say(do="check", id=2, answer=str(worker.folder / "answer"))
    worker.say(do="check", id=4, answer=str(worker.folder / "answer"))
    assert [2, 4] == [worker.hear()["id"], worker.hear()["id"]]
    assert b'""' == (worker.folder / "answer").read_bytes()


# Batches


def test_a_batch_is_so_many_samples_of_so_many_runs(worker):
    worker.open("sum")
    checked = worker.check()[0]
    series, done = worker.measure(how="batch", loops=3, samples=4, warmup=2)
    loops = series["time"][0]["loops"]
    assert (3, 100, 2, 4) == (loops["loops"], loops["ops"], loops["warmup"], len(loops["totals"]))
    assert all(isinstance(total, int) and total >= 0 for total in loops["totals"])
    assert ["cpu", "time"] == sorted(series)
    assert [False, checked["sha256"]] == [done["partial"], done["sha256"]]


def test_done_says_what_was_used(worker):
    worker.open("sum")
    done = worker.measure(how="batch", loops=1)[1]
    assert done["first_ns"] > 0
    assert {"vm_hwm_bytes", "cpu_user_ns", "cpu_system_ns", "switched_out"} == done["usage"].keys()
    assert done["usage"]["cpu_user_ns"] + done["usage"]["cpu_system_ns"] > 0


def test_loops_are_found_by_the_shortest_sample(worker):
    worker.open("sum")
    found = worker.measure(how="batch", min_ns=2_000_000, samples=2)[0]["time"][0]["loops"]
    assert found["loops"] > 10


def test_without_a_shortest_sample_one_run_is_enough(worker):
    worker.open("sum")
    assert 1 == worker.measure(how="batch")[0]["time"][0]["loops"]["loops"]


def test_once_is_one_run(worker):
    worker.open("sum")
    series, done = worker.measure(how="batch", once=True, samples=9, loops=9, warmup=9, warmup_ns=10**9)
    loops = series["time"][0]["loops"]
    assert (1, 0, [done["first_ns"]]) == (loops["loops"], loops["warmup"], loops["totals"])


def test_what_resets_runs_once_a_sample_from_the_same_state(worker):
    worker.open("fresh")
    checked = worker.check()[0]
    series, done = worker.measure(how="batch", loops=5, samples=7, warmup=1)
    assert (1, 7) == (series["time"][0]["loops"]["loops"], len(series["time"][0]["loops"]["totals"]))
    assert checked["sha256"] == done["sha256"]


def test_a_warm_up_lasts_as_long_as_asked_and_does_not_count(worker):
    worker.open("sleepy")
    loops = worker.measure(how="batch", loops=1, warmup_ns=50_000_000)[0]["time"][0]["loops"]
    assert 1 <= loops["warmup"] <= 3
    assert 1 == len(loops["totals"])


def test_a_spent_budget_ends_a_batch_whole(worker):
    worker.open("sleepy")
    series, done = worker.measure(how="batch", loops=1, samples=10_000, budget_ns=50_000_000)
    assert len(series["time"][0]["loops"]["totals"]) <= 4
    assert (False, True) == (done["partial"], bool(done["sha256"]))


def test_readings_come_with_their_evidence(worker):
    worker.open("reading")
    found = worker.measure(how="batch", loops=1)[0]["error"][0]
    assert ([1.5], "1", "seen") == (found["values"], found["unit"], found["evidence"])


def test_a_reading_that_has_no_json_is_the_lanes_error(worker):
    worker.open("unsayable")
    assert "lane" == worker.measure(how="batch", loops=1)[1]["kind"]


@CARGO
def test_a_counting_build_says_what_one_run_takes_from_the_heap(start):
    worker = start("counting")
    assert "counting" == worker.hello["runtime"]["allocator"]
    worker.open("sum")
    assert {"allocations": 0, "peak_bytes": 0} == worker.measure(how="batch", loops=10)[1]["usage"]["heap"]
    worker = start("counting")
    worker.open("heap")
    assert {"allocations": 3, "peak_bytes": 3000} == worker.measure(how="batch", loops=10)[1]["usage"]["heap"]


@CARGO
@pytest.mark.parametrize(("operation", "bytes_a_run"), [("sum", 0), ("heap", 0), ("growing", 100)])
@pytest.mark.parametrize(("loops", "samples"), [(20, 1), (1, 20), (5, 4)])
def test_a_counting_build_says_how_much_of_the_heap_each_run_keeps(start, operation, bytes_a_run, loops, samples):
    worker = start("counting")
    worker.open(operation)
    found = worker.measure(how="batch", loops=loops, samples=samples)[0]["growth"][0]
    per_operation = bytes_a_run / worker.measure(how="batch", loops=1)[0]["time"][0]["loops"]["ops"]
    assert (found["unit"], found["values"]) == ("B", [per_operation])


@CARGO
def test_one_run_says_nothing_of_growth_and_a_build_that_does_not_count_never_does(start):
    worker = start("counting")
    worker.open("growing")
    assert "growth" not in worker.measure(how="batch", once=True)[0]
    worker = start("rust")
    worker.open("growing")
    assert "growth" not in worker.measure(how="batch", loops=10)[0]


# Single operations


def test_each_operation_of_a_closed_loop_is_recorded(worker):
    worker.open("sum")
    checked = worker.check()[0]
    series, done = worker.measure(how="each", count=300)
    latency = series["latency"][0]
    histogram = latency["histogram"]
    assert ("start", 3, 300) == (latency["from"], histogram["digits"], histogram["count"])
    assert 300 == sum(count for _, count in histogram["counts"])
    assert sorted(histogram["counts"]) == histogram["counts"]
    assert histogram["counts"][0][0] <= histogram["min"] <= histogram["max"]
    assert [0] == series["failed"][0]["values"]
    assert checked["sha256"] == done["sha256"]


def test_without_a_count_a_whole_run_is_done(worker):
    worker.open("fresh")
    checked = worker.check()[0]
    series, done = worker.measure(how="each", warmup=30)
    assert (100, checked["sha256"]) == (series["latency"][0]["histogram"]["count"], done["sha256"])


def test_steps_that_end_inside_a_run_have_no_answer(worker):
    worker.open("sum")
    assert None is worker.measure(how="each", count=150)[1]["sha256"]


@pytest.mark.parametrize("operation", ["sum", "fresh"])
def test_a_batch_of_operations_is_one_value(worker, operation):
    worker.open(operation)
    checked = worker.check()[0]
    series, done = worker.measure(how="each", count=300, batch=16)  # 18 batches over two resets, and 12 left over
    histogram = series["latency"][0]["histogram"]
    assert (16, 18, checked["sha256"]) == (histogram["batch"], histogram["count"], done["sha256"])


def test_a_budget_ends_a_closed_loop_whole(worker):
    worker.open("sleepy")
    series, done = worker.measure(how="each", budget_ns=50_000_000)
    assert 1 <= series["latency"][0]["histogram"]["count"] <= 4
    assert not done["partial"]


def test_windows_cut_a_measure_by_time(worker):
    worker.open("sleepy")
    series = worker.measure(how="each", count=8, window_ns=50_000_000)[0]
    windows = [one["window"] for one in series["latency"]]
    assert len(windows) >= 2
    assert windows[0][0] == 0
    assert windows == sorted(windows)
    assert all(end - start == 50_000_000 for start, end in windows[:-1])
    assert 8 == sum(one["histogram"]["count"] for one in series["latency"])


def test_failed_operations_are_counted_and_not_recorded(worker):
    worker.open("failing")
    series, done = worker.measure(how="each", count=30)
    assert ([10], 20) == (series["failed"][0]["values"], series["latency"][0]["histogram"]["count"])
    assert (False, None) == (done["partial"], done["sha256"])


def test_a_hundred_failures_in_a_row_are_enough(worker):
    worker.open("hopeless")
    series, done = worker.measure(how="each", count=5_000)
    assert ([100], 10) == (series["failed"][0]["values"], series["latency"][0]["histogram"]["count"])
    assert done["partial"]


@pytest.mark.parametrize(
    ("operation", "asked"),
    [("sum", {"in_flight": 8}), ("sum", {"batch": 2, "rate": 10, "starts": "x"}), ("sum", {"rate": 10}), ("noisy", {})],
    ids=["in flight", "batch of an open loop", "open loop without a generator", "no steps"],
)
def test_what_a_lane_cannot_be_timed_by_is_unsupported(worker, operation, asked):
    worker.open(operation)
    assert "unsupported" == worker.measure(how="each", **asked)[1]["kind"]


def test_unknown_arrivals_are_a_breach_of_protocol(worker):
    worker.open("sum")
    assert "protocol" == worker.measure(how="each", rate=10, arrivals="sometimes")[1]["kind"]


def test_as_many_operations_are_in_flight_as_asked(worker):
    worker.open("flying")
    series, done = worker.measure(how="each", count=200, in_flight=8)
    assert ([20], 180) == (series["failed"][0]["values"], series["latency"][0]["histogram"]["count"])
    assert ([8], False) == (series["share"][0]["values"], done["partial"])


def test_operations_that_nobody_answers_are_lost_at_stop(worker):
    worker.open("flying")
    worker.say(do="measure", id=3, how="each", count=5_000, in_flight=64)
    time.sleep(0.5)
    worker.say(do="stop")
    series, done = worker.rest()
    assert ([64], [100]) == (series["lost"][0]["values"], series["failed"][0]["values"])
    assert (900, True) == (series["latency"][0]["histogram"]["count"], done["partial"])


# Stopping


@pytest.mark.parametrize(
    "asked",
    [
        {"how": "batch", "loops": 1, "samples": 100_000},
        {"how": "batch", "loops": 1, "warmup": 100_000},
        {"how": "each", "count": 100_000},
    ],
    ids=["samples", "warm-up", "closed loop"],
)
def test_stop_ends_what_runs(worker, asked):
    worker.open("sleepy")
    worker.say(do="measure", id=3, **asked)
    time.sleep(0.1)
    worker.say(do="stop")
    done = worker.rest()[1]
    assert ("done", True) == (done["is"], done["partial"])
    assert {"is": "closed"} == worker.ask(do="close")


def test_the_end_of_the_requests_ends_what_runs(worker):
    worker.open("sleepy")
    worker.say(do="measure", id=3, how="batch", loops=1, samples=100_000)
    worker.process.stdin.close()
    assert worker.rest()[1]["partial"]
    assert 0 == worker.exit()


def test_a_role_that_waits_for_stop_answers_then(worker):
    worker.open("cast", role="server")
    worker.say(do="measure", id=3, how="batch", once=True)
    worker.say(do="stop")
    series, done = worker.rest()
    assert (1, False) == (len(series["time"]), done["partial"])
    worker.check()
    assert {"stopped": True} == json.loads((worker.folder / "answer").read_bytes())


# Python lanes


@pytest.fixture
def python(start):
    return start("python")


def test_what_a_lane_writes_into_its_given_is_seen(python):
    python.open("writes")
    assert "altered" == python.check()[0]["given_sha256"]


def test_a_lane_that_exits_is_an_error_of_the_lane(python):
    python.open("exits")
    assert "lane" == python.check()[0]["kind"]


def test_what_is_neither_job_nor_closure_is_told(python):
    reply = python.open("nothing")
    assert ("lane", "a lane should return a job or a closure, was int") == (reply["kind"], reply["message"])


def test_options_reach_a_lane_as_keywords(python):
    python.open("options", options={"depth": 2})
    assert {"depth": 2} == json.loads(python.check()[1])


def test_an_asynchronous_operation_can_be_timed_alone(python):
    python.open("flying")
    series, done = python.measure(how="each", count=40, batch=4, warmup=2)
    assert (4, 4) == (series["failed"][0]["values"][0], series["latency"][0]["histogram"]["batch"])
    assert done["first_ns"] >= 2_000_000
    python.ask(do="close")
    assert 0 == python.exit()
    assert "closed on the loop" in python.printed()
