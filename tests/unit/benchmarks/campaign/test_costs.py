from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.campaign.costs import builds, sources
from benchmarks.core.discovery import components
from benchmarks.core.selection import arms, cases
from benchmarks.launcher import cargo
from benchmarks.launcher.workshop import Workshop

ARM = "sums/sums[n=200]v1"


@pytest.fixture
def shop(fakes):
    return Workshop(list(fakes.values()))


def arms_of(fakes, shop, lanes):
    return arms(cases(list(fakes.values()), [ARM]), lanes, shop.kinds)


def test_a_python_lane_has_lines_and_the_packages_it_imports(fakes, shop):
    (row,) = sources(fakes, arms_of(fakes, shop, ["python"]))
    assert ("source", "sums", "python") == (row["is"], row["component"], row["lane"])
    assert row["python_lines"] > 5
    assert (0, [], [], 0) == (row["rust_lines"], row["packages"], row["crates"], row["brought"])


def test_no_record_names_a_place(fakes, shop):
    told = str(list(sources(fakes, arms_of(fakes, shop, []))))
    assert str(Path(fakes["sums"].folder)) not in told
    assert "/" not in told


def test_a_build_is_told_with_its_size_and_what_compiling_took(fakes, shop, tmp_path, monkeypatch):
    (tmp_path / "rust").mkdir()
    (tmp_path / "rust" / "Cargo.toml").write_text("")
    (tmp_path / "tandem-sums").write_bytes(b"12345")
    shop.components["sums"] = replace(shop.components["sums"], folder=tmp_path)
    monkeypatch.setattr(cargo, "build", lambda *_, **__: {"tandem-sums": tmp_path / "tandem-sums"})
    monkeypatch.setattr(cargo, "seen", lambda *_, **__: cargo.Build(12.5, "2026-11-21T00:00:00Z", 3, 40))
    rust = arms_of(fakes, shop, ["rust"])
    assert [] == list(builds(shop, rust))  # not built
    shop.build(("sums", "native"))
    size = {"bytes": 5, "loaded_bytes": None, "stripped": None}
    took = {"seconds": 12.5, "at": "2026-11-21T00:00:00Z", "compiled": 3, "crates": 40}
    expected = {"is": "build", "component": "sums", "runtime": "native", **took, "programs": {"tandem-sums": size}}
    assert [expected] == list(builds(shop, rust))


def test_a_lane_in_rust_is_counted_in_rust_with_the_crates_it_names():
    known = {c.name: c for c in components()}
    shop = Workshop(list(known.values()))
    chosen = arms(cases(list(known.values()), ["ticker/parse[order=sent,messages=1000]v1"]), [], shop.kinds)
    rows = {row["lane"]: row for row in sources(known, chosen)}
    assert 0 == rows["document-rust"]["python_lines"]
    assert "serde_json" in rows["document-rust"]["crates"]
    programs = [rows[lane]["programs"] for lane in ("python", "rust", "rust-from-python")]
    assert [[], ["tandem-ticker"], ["_native"]] == programs
    assert rows["rust-from-python"]["python_lines"] > 0
    assert rows["rust-from-python"]["rust_lines"] > 100


def test_costs_are_said_once_in_a_run_and_again_where_they_changed(campaign):
    first = campaign()
    first.go()
    told = [r for r in first.records.all if r["is"] == "source"]
    assert ["python", "python-best"] == [r["lane"] for r in told]
    again = campaign()
    again.records.add_costs(told)
    again.records.add_costs([told[0] | {"python_lines": 1}])
    assert 3 == len([r for r in again.records.all if r["is"] == "source"])
