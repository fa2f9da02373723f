import pytest

from benchmarks.core.discovery import components
from benchmarks.core.errors import GivenError
from benchmarks.core.givens import Givens
from impls.contract import Case


def givens(fakes, seed=1, feed=None):
    return Givens(list(fakes.values()), seed, feed)


@pytest.fixture
def case(fakes):
    return fakes["sums"].cases[0]


def test_a_given_is_made_once_and_kept_by_its_digest(fakes, case, cache):
    first = givens(fakes).of("sums", case)
    stamp = first.path.stat().st_mtime_ns
    second = givens(fakes).of("sums", case)
    assert (first, stamp) == (second, second.path.stat().st_mtime_ns)
    assert first.sha256[:16] in first.path.name
    assert cache in first.path.parents


def test_other_seeds_and_parameters_are_other_givens(fakes, case):
    found = givens(fakes)
    assert found.of("sums", case) != found.other("sums", case)
    assert found.other("sums", case) == givens(fakes, 2).of("sums", case)
    assert found.of("sums", case) != found.of("sums", fakes["sums"].cases[1])


def test_an_altered_file_is_made_anew(fakes, case):
    kept = givens(fakes).of("sums", case)
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-3])
    assert givens(fakes).of("sums", case).path.read_bytes() == whole


def test_no_half_file_is_left_by_a_failure(fakes, case, cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("benchmarks.core.givens.os.replace", full)
    with pytest.raises(GivenError, match="No space left on device; free some space"):
        givens(fakes).of("sums", case)
    assert [] == [p for p in cache.rglob("*") if p.is_file()]


def test_a_cache_that_cannot_be_is_told(fakes, case, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(GivenError, match="set TANDEM_CACHE"):
        givens(fakes).of("sums", case)


def test_a_capture_replaces_the_seed(fakes, case):
    found = givens(fakes, feed=[b"abc", b"de"])
    assert found.takes_feed("sums")
    assert found.of("sums", case).path.read_bytes() == b"[3, 2]"
    assert found.other("sums", case) == givens(fakes).other("sums", case)


def test_a_component_that_takes_no_capture_says_so(fakes):
    assert not givens(fakes, feed=[]).takes_feed("relay")


def test_a_spec_that_raises_is_told_with_what_it_raised(fakes):
    with pytest.raises(GivenError, match=r"cannot be made: KeyError: 'n'; mend the component's spec\.py"):
        givens(fakes).of("sums", Case(operation="sums"))


def test_a_given_that_is_no_bytes_is_told(write_component, cache):
    folder, name = write_component(
        """
        from impls.contract import Case
        CASES = (Case(operation="work"),)
        def make(operation, params, seed): return "text"
        def read(operation, params, blob): return blob
        def same(operation, params, expected, found): return None
        def probe(operation, params, seed): return b"odd"
        """,
        python='LANE = {"kind": "own", "label": "x"}',
    )
    (component,) = components([folder])
    found = Givens([component], 1)
    with pytest.raises(GivenError, match="should be bytes, was str"):
        found.of(name, component.cases[0])
    assert found.probe(name, component.cases[0]).path.read_bytes() == b"odd"


def test_without_a_probe_there_is_none(fakes, case):
    assert givens(fakes).probe("sums", case) is None
