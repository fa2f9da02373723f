"""What all Python lanes share: texts, acknowledgements, threads, loops, and a lost exchange."""

import asyncio
import threading

import pytest

from impls.order_placement.job import Blocking, Flying, RefusedError, acknowledged


class Made:
    """A client that acknowledges without an exchange; ``calls`` are the texts and threads it saw."""

    def __init__(self, seen, fails_after=None, says=None):
        self.seen, self.fails_after, self.says, self.closed = seen, fails_after, says, False

    def place(self, order, text):
        if self.fails_after is not None and len(self.seen) >= self.fails_after:
            raise ConnectionResetError
        self.seen.append((text, threading.get_ident()))
        return self.says or text, "open", order.price, order.amount, order.amount

    def close(self):
        self.closed = True


class MadeAsync(Made):
    async def place(self, order, text):
        await asyncio.sleep(0)
        return super().place(order, text)

    async def close(self):
        super().close()


def blocking(given, stage, **odd):
    seen = []
    return Blocking(given, stage, lambda: Made(seen, **odd)), seen


def flying(given, stage, **odd):
    seen = []
    return Flying(given, stage, lambda: MadeAsync(seen, **odd)), seen


@pytest.mark.parametrize("kind", [blocking, flying])
@pytest.mark.parametrize("in_flight", [1, 4])
def test_a_run_places_every_order_once_and_answers_in_their_order(given, stage, kind, in_flight):
    job, seen = kind(given, stage(in_flight=in_flight))
    answer = job.run()
    assert sorted(f"t-{i}-1" for i in range(len(given.orders))) == sorted(text for text, _ in seen)
    rows = [[o.text, "open", o.price, o.amount, o.amount] for o in given.orders]
    assert {"acknowledged": rows, "sent": len(given.orders)} == answer == job.answer()
    job.run()
    again = {f"t-{i}-2" for i in range(len(given.orders))}
    assert again <= {text for text, _ in seen}, "the second time under another text"


def test_orders_in_flight_are_each_in_a_thread_of_their_own(given, stage):
    job, seen = blocking(given, stage(in_flight=4))
    together = threading.Barrier(4, timeout=10)
    place = Made.place

    def waits(self, order, text):
        if text in {"t-0-1", "t-1-1", "t-2-1", "t-3-1"}:
            together.wait()  # four must be under way for any to go on
        return place(self, order, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Made, "place", waits)
        job.run()
    assert 4 == len({thread for text, thread in seen if text in {"t-0-1", "t-1-1", "t-2-1", "t-3-1"}})
    job.close()


@pytest.mark.parametrize("kind", [blocking, flying])
def test_the_acknowledgement_of_another_order_is_refused(given, stage, kind):
    job, _ = kind(given, stage(), says="t-other-1")
    with pytest.raises(RefusedError, match="the acknowledgement of t-0-1 was expected, that of t-other-1 came"):
        job.run()


@pytest.mark.parametrize("kind", [blocking, flying])
def test_a_crash_is_noticed(given, stage, kind):
    job, seen = kind(given, stage("crash"), fails_after=7)
    assert {"noticed": True} == job.run()
    assert 7 == len(seen)


@pytest.mark.parametrize("kind", [blocking, flying])
def test_a_crash_that_is_not_noticed_is_said_in_time(given, stage, kind, monkeypatch):
    monkeypatch.setattr("impls.order_placement.job._NOTICES_S", 0.01)
    assert {"noticed": False} == kind(given, stage("crash"))[0].run()


def test_cpu_time_is_read_off_once_a_measure(given, stage):
    job, _ = blocking(given, stage())
    assert [] == job.readings()
    job.run()
    (cpu,) = job.readings()
    assert ("cpu", "ns") == (cpu["metric"], cpu["unit"])
    assert 0 < cpu["values"][0] < 1e9
    assert [] == job.readings()


def test_what_is_not_taken_says_why():
    with pytest.raises(RefusedError, match="403 REQUEST_EXPIRED: too late"):
        acknowledged(403, {"label": "REQUEST_EXPIRED", "message": "too late"})
