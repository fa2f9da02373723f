import made_records as made
import pytest

from benchmarks.stats import doubts
from benchmarks.stats.doubts import Turns
from benchmarks.stats.summary import summarise


def codes(*found):
    return [d.code for d in found if d]


def test_a_steady_lane_raises_none():
    steady = [1.0, 1.01, 0.99, 1.0, 1.01, 1.0]
    assert [] == codes(
        doubts.drift(steady), doubts.noisy(steady), doubts.few_blocks(6), doubts.coarse(5e6), doubts.crowded(2, 2)
    )


def test_blocks_that_grow_are_a_drift_with_its_size():
    assert "the last blocks were 1.05x the first" == doubts.drift([1.0, 1.001, 0.999, 1.05, 1.051, 1.049]).saw


def test_noise_is_no_drift():
    assert doubts.drift([1.0, 1.2, 0.9, 1.1, 1.3, 0.95]) is None


@pytest.mark.parametrize(
    ("found", "saw"),
    [
        (doubts.noisy([1.0, 1.5, 0.7, 1.2]), "blocks deviate by 32%"),
        (doubts.few_blocks(1), "measured in 1 block"),
        (doubts.few_blocks(3), "measured in 3 blocks"),
        (doubts.coarse(12_300), "a sample lasts 12.3 us"),
        (doubts.crowded(3, 2), "3 roles share 2 cores"),
        (doubts.unfinished({"died": 2, "silent": 1}, 15), "of 18 trials: 2 died, 1 silent"),
        (doubts.not_exact([48, 47]), "ranged from 47 to 48"),
    ],
)
def test_each_says_what_it_saw_and_what_to_do(found, saw):
    assert saw == found.saw
    assert found.advice


def test_plain_text_is_a_doubt_too():
    assert ("busy_core", "busy core") == (doubts.told("busy core").code, doubts.told("busy core").saw)


BUSY, LONG, SHORT = 250.0, 20e6, 0.3e6  # turns a second of CPU; samples of 20 ms and of 0.3 ms


def test_a_lane_of_long_samples_is_doubted_where_those_of_another_fit_between_two_turns():
    (found,) = doubts.cut({"python": Turns(BUSY, LONG), "rust": Turns(BUSY, SHORT)}).items()
    lane, doubt = found
    assert ("python", "switched_out") == (lane, doubt.code)
    assert "250 times a second, so 5 times in each sample of 20 ms; those of rust last 0.3 ms" in doubt.saw
    assert doubt.advice


@pytest.mark.parametrize(
    "lanes",
    [
        {"python": Turns(BUSY, LONG), "rust": Turns(BUSY, LONG / 2)},  # both are interrupted
        {"python": Turns(BUSY, SHORT), "rust": Turns(BUSY, SHORT / 9)},  # both are spared
        {"python": Turns(20, 50 * LONG), "rust": Turns(20, SHORT)},  # hardly anything else runs
        {"python": Turns(BUSY, LONG)},
        {},
    ],
)
def test_lanes_that_are_treated_alike_are_not(lanes):
    assert {} == doubts.cut(lanes)


def test_what_the_kernel_counted_in_the_trials_comes_to_the_lane_s_figures():
    case, tells = "ticker/parse[messages=1000]v1", {"cpu_user_ns": 9e7, "cpu_system_ns": 1e7, "switched_out": 25}
    records = made.records({case: {"python": 4000.0, "rust": 30.0}})
    for record in records:
        if record["is"] == "trial":
            record["roles"]["main"]["usage"] |= tells
    (time,) = (m for m in summarise(records).measurements if (m.lane, m.metric) == ("python", "time"))
    assert ["switched_out"] == [d.code for d in time.doubts if d.code == "switched_out"]
    assert not [m for m in summarise(records).measurements if m.lane == "rust" and "switched_out" in codes(*m.doubts)]
