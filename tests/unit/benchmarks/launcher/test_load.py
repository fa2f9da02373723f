"""Open loops at the launcher's end: a real server on loopback, clients of both kinds, a generator that may die."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.core import discovery
from benchmarks.core.givens import Givens
from benchmarks.core.selection import arms, cases
from benchmarks.launcher import cast
from benchmarks.launcher.cast import GENERATOR, Cast
from benchmarks.launcher.trial import play, scene_of
from benchmarks.launcher.workshop import Workshop
from benchmarks.stats.load import doubts, load, seen
from impls.contract import Case, Fault, How, Role

MS = 1_000_000

SPEC = """
    from impls.contract import Case, How, Role

    REFERENCE = "client"
    CAST = (Role("server", "NAME/server", core=1), Role("client", core=0))
    CASES = tuple(
        Case(operation="echo", params={"rate": rate, "stall_ms": stall, "n": 1}, group="echo", cast=CAST,
             how=(How("each", rate=rate, in_flight=seats),))
        for rate, stall, seats in ((200, 0, 1), (200, 200, 1), (500, 0, 4))
    )

    def make(operation, params, seed):
        return b"x" * 32

    def read(operation, params, blob):
        return blob

    def same(operation, params, expected, found):
        return None
"""

SERVER = '''
    """Gives back what it gets; for so many ms at the end of every two seconds it gives back nothing."""
    import selectors, socket, time

    LANE = {"kind": "own", "label": "server", "operations": ["none"]}

    def server(given, stage):
        listening = socket.create_server(("127.0.0.1", 0))
        stage.offer(port=str(listening.getsockname()[1]))
        stall = stage.params["stall_ms"] / 1000

        def run():
            found, began, answered = selectors.DefaultSelector(), time.monotonic(), 0
            found.register(listening, selectors.EVENT_READ)
            while not stage.stopped():
                for key, _ in found.select(0.05):
                    into = (time.monotonic() - began) % 2
                    if into > 2 - stall:
                        time.sleep(2 - into)
                    if key.fileobj is listening:
                        found.register(listening.accept()[0], selectors.EVENT_READ)
                    elif message := key.fileobj.recv(4096):
                        key.fileobj.sendall(message)
                        answered += 1
                    else:
                        found.unregister(key.fileobj)
                        key.fileobj.close()
            return answered

        return run
'''

CLIENT = '''
    """One connection, one operation at a time."""
    import socket

    LANE = {"kind": "own", "label": "client"}

    def client(given, stage):
        peer = socket.create_connection(("127.0.0.1", int(stage.peers["server"]["port"])))
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        class Client:
            ops = 1

            def run(self):
                self.step(0)

            def step(self, i):
                peer.sendall(given)
                assert peer.recv(4096)

            def answer(self):
                return None

            def close(self):
                peer.close()

        return Client()
'''

MANY = '''
    """Several connections on one event loop."""
    import asyncio

    LANE = {"kind": "own", "label": "many"}

    def client(given, stage):
        port = int(stage.peers["server"]["port"])

        class Client:
            ops = 1

            def __init__(self):
                self.free = []

            def run(self):
                pass

            async def astep(self, i):
                reader, writer = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", port)
                writer.write(given)
                assert await reader.read(4096)
                self.free.append((reader, writer))

            async def close(self):
                for _, writer in self.free:
                    writer.close()

        return Client()
'''


STUCK = '''
    """Its eleventh operation never ends."""
    import time

    LANE = {"kind": "own", "label": "stuck"}

    def client(given, stage):
        class Client:
            ops = 1

            def run(self):
                pass

            def step(self, i):
                time.sleep(3600 if i == 10 else 0)

        return Client()
'''


@pytest.fixture
def scene(write_component, cache):
    """The scene of a lane at a rate, the generator the one in Python."""
    folder, name = write_component(SPEC, server=SERVER, client=CLIENT, many=MANY, stuck=STUCK)
    spec = folder / name / "spec.py"
    spec.write_text(spec.read_text().replace("NAME", name))
    components = discovery.components([folder])
    shop = Workshop(components)

    def make(rate, stall=0, lane="client"):
        chosen = [f"{name}/echo[rate={rate},stall_ms={stall},n=1]v1"]
        (arm,) = arms(cases(components, chosen), [lane], shop.kinds)
        return scene_of(shop, arm, Givens(components, 1).of(name, arm.case).path, 3)

    return make


def asked(rate, seconds, **more):
    return {"how": "each", "rate": rate, "count": int(rate * seconds), "in_flight": 1, **more}


def of(trial, role, metric):
    return [s for s in trial.found.series if (s["role"], s["metric"]) == (role, metric)]


@pytest.mark.parametrize(("lane", "rate", "seats"), [("client", 200, 1), ("many", 500, 4)])
def test_a_load_is_paced_by_a_generator_whose_lateness_is_its_own(scene, lane, rate, seats):
    trial = play(scene(rate, lane=lane), [asked(rate, 0.3, in_flight=seats, window_ns=100 * MS)], 20)
    record = trial.record()
    assert ("ok", "") == (record["ended"], record["log"])
    assert ["generator", "server", "client"] == list(record["roles"])
    assert {0} == {said["exit"] for said in record["roles"].values()}
    ((late,), answered) = of(trial, GENERATOR, "lateness"), of(trial, "client", "answered")
    assert int(rate * 0.3) == late["histogram"]["count"] == answered[0]["values"][0]
    assert "slow_generator" in {d["code"] for d in record["doubts"]}
    assert "generator" not in trial.hellos
    found = seen(record, {"client"})
    assert (0, 0) == (found.lost, found.failed)


def test_each_load_of_a_trial_has_a_generator_of_its_own(scene):
    trial = play(scene(200), [asked(200, 0.1), asked(100, 0.1)], 20)
    assert [20, 10] == [s["histogram"]["count"] for s in of(trial, GENERATOR, "lateness")]
    assert "ok" == trial.ended


def killing(role_of, after_s):
    """Kill the process of a cast that is playing."""

    def kill():
        time.sleep(after_s)
        os.kill(role_of(), signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()


@pytest.mark.parametrize(("lane", "rate"), [("client", 200), ("many", 500)])
def test_a_generator_that_dies_costs_the_rest_of_the_load_and_not_what_was_measured(scene, lane, rate):
    with Cast(scene(rate, lane=lane), 20) as played:
        played.open()
        killing(lambda: played._workers[GENERATOR].pid, 0.5)  # it takes a moment to start
        found = played.measure([asked(rate, 60.0, in_flight=4 if lane == "many" else 1)])
        played.leave()
    assert found.partial
    (answered,) = (s["values"][0] for s in found.series if s["metric"] == "answered")
    assert 1 <= answered < 60 * rate
    assert any(s["metric"] == "latency" and s["histogram"]["count"] == answered for s in found.series)
    assert {"slow_generator", "no_generator"} == {d["code"] for d in found.doubts}


def test_a_server_that_is_stalled_does_not_stop_the_clock_of_who_waits(scene):
    """A stall of 300 ms: naively one operation is slow, in truth all that were due meanwhile."""
    made = scene(200)
    made = replace(made, case=replace(made.case, faults=(Fault("server", after_s=0.4, stall_s=0.3),)))
    trial = play(made, [asked(200, 1.0)], 20)
    naive, intended = (of(trial, "client", m)[0]["histogram"] for m in ("latency_naive", "latency"))
    slow = [sum(n for at, n in h["counts"] if at >= 50 * MS) for h in (naive, intended)]
    assert slow[0] <= 3
    assert slow[1] >= 30
    assert 200 == of(trial, "client", "answered")[0]["values"][0]


@pytest.mark.slow
def test_a_server_that_stalls_every_two_seconds_shows_in_corrected_latency_and_the_doubt_says_why(scene):
    trial = play(scene(200, stall=200), [asked(200, 8.0, window_ns=800 * MS)], 30)
    record = trial.record()
    found = seen(record, {"client"})
    assert found.corrected.quantile(0.99) > 100 * MS > found.naive.quantile(0.99)
    doubt = next(d for d in doubts([record], {"client"}) if d.code == "naive_hides")
    assert "hides what operations waited behind slower ones" in doubt.saw
    assert "" == load(200, [found]).wrong  # it is made up for: no rate was missed
    sizes = of(trial, "server", "resident")[0]["values"]
    assert 6 <= len(sizes) <= 9
    assert min(sizes) > 1 << 20
    assert {"server", "client", "generator"} == {s["role"] for s in record["series"] if s["metric"] == "resident"}


def test_what_generates_gets_a_cpu_of_its_own_where_there_is_one(scene):
    shop = Workshop([])
    cast = (Role("server", core=1), Role("client", core=0))
    arm = type("Arm", (), {"case": Case(operation="x", cast=cast, how=(How("each", rate=1.0),))})()
    for usable, expected in (({0, 1, 2, 3}, {1}), ({0, 1}, {0, 1}), ({0}, {0})):
        shop.usable = frozenset(usable)
        assert expected == shop.generator(arm).cpus
    alone = type("Arm", (), {"case": Case(operation="x", how=(How("each", rate=1.0),))})()
    shop.usable = frozenset({0, 1})
    assert {0} == shop.generator(alone).cpus  # the lane has the highest


def test_nothing_of_a_load_is_left_behind(scene):
    play(scene(200), [asked(200, 0.1)], 20)
    assert [] == list(Path("/dev/shm").glob(f"tandem-{os.getpid()}-*"))  # noqa: S108


def test_a_worker_that_hangs_in_a_load_is_silent_and_what_it_had_said_is_kept(scene, monkeypatch):
    monkeypatch.setattr(cast, "LOST_S", 0.0)
    trial = play(scene(200, lane="stuck"), [asked(200, 0.5, window_ns=10 * MS)], 1)
    assert "silent" == trial.ended
    assert {-signal.SIGKILL} == {said["exit"] for said in trial.found.roles.values()}
    kept = sum(s["histogram"]["count"] for s in of(trial, "client", "latency"))
    assert 5 <= kept <= 10  # of the ten before it, those in windows that had closed


def test_an_interrupt_in_mid_load_leaves_nobody(scene):
    made = scene(200)
    played = []

    def interrupt():
        while not (played and GENERATOR in played[0]._workers):
            time.sleep(0.01)
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    def load_for_ever():
        with Cast(made, 20) as now:
            played.append(now)
            now.open()
            now.measure([asked(200, 600.0)])

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        load_for_ever()
    assert [-signal.SIGKILL] * 3 == [worker.exit_code() for worker in played[0]._workers.values()]
