import pytest

from benchmarks.stats import doubts


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
