"""Two lanes that do not differ, drawn trial by trial, and ways to compare them."""

import numpy as np
from scipy import stats

from benchmarks.core.model import RunOptions
from benchmarks.stats.aa import decision
from benchmarks.stats.blocks import block_values
from benchmarks.stats.ratios import compare

ITERATION = 0.005  # relative deviation of the samples of one process
SAMPLES = 10  # in a process
SHAPES = ("normal", "skewed", "slow")
SLOW, SLOWER = 0.02, 1.8  # share of processes, and how many times slower


def drawn(rng, shape, times, blocks, process, *, iteration=ITERATION):
    """Samples in ns, shape (times, 2 lanes, blocks, 3 trials, samples).

    ``iteration``: their relative deviation within a process; ``process``: how many times as much processes deviate.
    """
    processes = (times, 2, blocks, 3, 1)
    if shape == "skewed":  # exponential: as wide, with a long tail to the slow side
        between, within = rng.exponential(size=processes) - 1, rng.exponential(size=(*processes[:4], SAMPLES)) - 1
    else:
        between, within = rng.normal(size=processes), rng.normal(size=(*processes[:4], SAMPLES))
    logs = iteration * (process * between + within)
    if shape == "slow":
        logs += np.log(SLOWER) * (rng.random(processes) < SLOW)
    return 1000 * np.exp(logs)


def as_blocks(samples):
    """Block values of one lane as a run has them, from samples of shape (blocks, 3, samples)."""
    trials = np.median(samples, axis=-1).tolist()
    return block_values((b, {"time": value}) for b, block in enumerate(trials) for value in block)["time"]


def by_blocks(pair):
    """The suite's own way: whether the interval of the ratio excludes 1. ``pair`` has shape (2, blocks, 3, samples)."""
    at = compare("time", as_blocks(pair[0]), as_blocks(pair[1])).estimate.interval()
    return at.low > 1 or at.high < 1


def pooled_t(pair):
    """Student's t test on all samples of both lanes, as if they were independent."""
    first, second = np.log(pair).reshape(2, -1)
    return stats.ttest_ind(first, second).pvalue < 0.05


def ends(pair, options: RunOptions):
    """How the comparison ends under the stopping rule."""
    first, second = as_blocks(pair[0]), as_blocks(pair[1])
    return decision(np.log([first[b] / second[b] for b in first]), options)
