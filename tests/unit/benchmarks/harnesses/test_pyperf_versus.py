import subprocess
import sys

import pyperf
import pytest

from benchmarks.harnesses.pyperf_versus import said_by_pyperf


def stored(file, values):
    """A result of pyperf with one value a process."""
    runs = [pyperf.Run([v], metadata={"name": "lane"}, collect_metadata=False) for v in values]
    pyperf.Benchmark(runs).dump(str(file))
    return str(file)


@pytest.mark.parametrize(("change", "expected"), [(1.0, "not significant"), (1.5, "slower"), (0.5, "faster")])
def test_a_decision_is_read_from_what_pyperf_prints(tmp_path, change, expected):
    values = [1e-3 * (1 + i % 5 / 100) for i in range(20)]
    first = stored(tmp_path / "first.json", values)
    other = stored(tmp_path / "other.json", [v * change for v in values[::-1]])
    words = [sys.executable, "-m", "pyperf", "compare_to", "-v", first, other]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert expected == said_by_pyperf(done.stdout)


def test_what_holds_no_decision_is_refused():
    with pytest.raises(ValueError, match="no decision"):
        said_by_pyperf("usage: pyperf")
