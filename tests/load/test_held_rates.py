"""What latency does below, at and above the highest rate that a document's lane holds: facts of queues, not of speed.

``nox -s load`` prints the figures: half an hour on a machine with nothing else to do.
"""

from statistics import geometric_mean

import pytest
from orders import TRIES, Loads, percentile

from benchmarks.stats.quantiles import PERCENTILES

pytestmark = [pytest.mark.slow, pytest.mark.cargo]
LANES = ["document-python", "document-rust"]
LOADS = 5  # each is one value of an interval
LENGTHS = (20, 40, 60)  # s
ROUNDS = 3  # of all lengths in turn: what else runs here comes and goes within minutes
MINUTES = 3  # as many loads of a minute, for the same
OFFERED, MOST = 1000, 850  # a document offers so many orders a second to a lane that takes so many at most


@pytest.fixture(scope="module", params=LANES)
def lane(request):
    """The lane's name, its loads, and the highest rate that it holds."""
    loads = Loads(request.param)
    held = loads.held()
    print(f"\n{request.param}: {held:,.0f} orders a second held")  # noqa: T201 - this is what is shown
    return request.param, loads, held


def told(name, rate, seconds, found):
    """Naive and corrected p99 of these loads; both are printed."""
    naive, corrected = (
        percentile(tails) for tails in ([f.seen.naive for f in found], [f.seen.corrected for f in found])
    )
    offered = f"{name}, {rate:,.0f}/s, {len(found)} times {seconds} s"
    print(f"{offered}: p99 in ms, naive {naive}, corrected {corrected}")  # noqa: T201
    return naive, corrected


def test_at_half_the_held_rate_nobody_waits(lane):
    """Of ever more loads those count in which the generator was least late.

    A core that stands still for milliseconds makes starts wait, whatever the lane, and the naive figure is blind to it.
    """
    name, loads, held = lane
    found = []
    for _ in range(TRIES):
        found += [loads.at(held / 2, 4) for _ in range(LOADS)]
        assert not any(one.seen.lost for one in found)
        quietest = sorted(found, key=lambda one: one.late_ns)[:LOADS]
        naive, corrected = told(f"{name}, quietest of {len(found)}", held / 2, 4, quietest)
        if corrected.low <= naive.high:
            return
    pytest.fail("the intervals never overlap: even here orders wait before they are sent")


def test_a_fifth_above_the_held_rate_the_naive_figure_hides_the_queue(lane):
    name, loads, held = lane
    naive, corrected = told(name, 1.2 * held, 6, [loads.at(1.2 * held, 6) for _ in range(LOADS)])
    assert corrected.value >= 10 * naive.value


def test_at_the_documents_overload_latency_grows_with_the_run_and_the_naive_figure_does_not(lane):
    name, loads, held = lane
    rate = held * OFFERED / MOST
    print(f"{name}: the document offers {OFFERED}/s where {MOST}/s is the most; here {rate:,.0f}/s to {held:,.0f}/s")  # noqa: T201
    naive, corrected = ({seconds: [] for seconds in LENGTHS} for _ in range(2))
    for _ in range(ROUNDS):
        for seconds in LENGTHS:
            one = loads.at(rate, seconds).seen
            naive[seconds].append(one.naive.quantile(0.99) / 1e6)
            corrected[seconds].append(one.corrected.quantile(0.99) / 1e6)
            figures = f"p99 naive {naive[seconds][-1]:.2f} ms, corrected {corrected[seconds][-1]:.2f} ms"
            print(f"{name}, {rate:,.0f}/s, {seconds} s: {figures}")  # noqa: T201
    first, second, third = (geometric_mean(corrected[seconds]) for seconds in LENGTHS)
    assert first < second < third
    assert third > 1.5 * first, "a queue that is filled three times as long"
    assert geometric_mean(naive[60]) < 2 * geometric_mean(naive[20]), "no queue of three times the length is in it"
    assert max(max(of) for of in naive.values()) < first


def test_a_thousand_a_second_for_a_minute_lose_no_order(lane):
    name, loads, held = lane
    found = [loads.at(OFFERED, 60).seen for _ in range(MINUTES)]
    tails = {ending: percentile([one.corrected for one in found], q) for ending, q in PERCENTILES.items()}
    told = ", ".join(f"{ending} {ends} ms" for ending, ends in tails.items())
    print(f"{name}, {OFFERED:,}/s, {MINUTES} times 60 s, {held:,.0f}/s held: {told}")  # noqa: T201
    for one in found:
        assert (60_000, 60_000, 0, 0) == (one.offered[0], one.answered[0], one.lost, one.failed)
