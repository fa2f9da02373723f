"""The README shows what the committed run says, and nothing else: another value, another block, and the check fails."""

from __future__ import annotations

import json
import zipfile

import pytest

from benchmarks.core.errors import ResultsError
from benchmarks.core.places import ROOT
from reports import readme
from reports.charts.picture import Line, picture
from reports.tables.documents import tally

CLAIM = "gateio.json-parse.allocations.zero-copy.rust"  # "no needless allocation": one trial counts them


@pytest.fixture(scope="module")
def shown():
    return readme.sample(readme.SAMPLE / "runs.zip")


def verdict_of(found, claim):
    return next(c.verdict for document in found.documents for c in document.cells if c.id == claim)


def copied(folder, edit):
    """The sample in a folder of its own, each trial of its run handed to ``edit``; how many it changed."""
    changed = 0
    with zipfile.ZipFile(readme.SAMPLE / "runs.zip") as old, zipfile.ZipFile(folder / "runs.zip", "w") as new:
        for name in old.namelist():
            lines = [json.loads(line) for line in old.read(name).splitlines()]
            changed += sum(bool(edit(record)) for record in lines if record["is"] == "trial")
            new.writestr(name, "".join(f"{json.dumps(line)}\n" for line in lines))
    for name in ("report.md", readme.PICTURE):
        (folder / name).write_bytes((readme.SAMPLE / name).read_bytes())
    (folder / "README.md").write_bytes(readme.README.read_bytes())
    return changed


def no_allocation(record):
    """Edit one value: the allocations that the document's Rust was counted to make."""
    if record["case"].startswith("ticker/parse[order=sent") and record["lane"] == "document-rust":
        heap = record["roles"]["main"]["usage"].get("heap", {})
        if heap.get("allocations") and record["instrument"]:
            heap["allocations"] = 0
            return True
    return False


def test_the_readme_and_the_sample_are_what_the_committed_run_says(shown):
    assert [] == readme.stale(shown), "write them: nox -s readme"


def test_one_raw_value_changes_the_verdict_the_tally_the_block_and_the_check(shown, tmp_path):
    assert 1 == copied(tmp_path, no_allocation)
    other = readme.sample(tmp_path / "runs.zip")
    assert ("refuted", "demonstrated") == (verdict_of(shown, CLAIM), verdict_of(other, CLAIM))
    before, after = tally(shown.documents), tally(other.documents)
    assert {"refuted": -1, "demonstrated": 1} == {w: after[w] - n for w, n in before.items() if after[w] != n}
    assert readme.block(shown) != readme.block(other)
    assert ["report.md", "README.md"] == readme.stale(other, tmp_path, tmp_path / "README.md")


def test_an_unedited_copy_is_not_stale(shown, tmp_path):
    assert 0 == copied(tmp_path, lambda _: False)
    assert [] == readme.stale(shown, tmp_path, tmp_path / "README.md")


def test_an_edited_readme_is_stale(shown, tmp_path):
    copied(tmp_path, lambda _: False)
    text = (tmp_path / "README.md").read_text()
    (tmp_path / "README.md").write_text(text.replace("reproduced |", "stronger |", 1))
    assert ["README.md"] == readme.stale(shown, tmp_path, tmp_path / "README.md")


def test_the_check_says_no_with_3(monkeypatch, capsys):
    monkeypatch.setattr(readme, "sample", lambda _: None)
    monkeypatch.setattr(readme, "stale", lambda _: ["README.md"])
    assert 3 == readme.main(["--check"])
    assert "stale: README.md; write them: nox -s readme" in capsys.readouterr().out


def test_a_readme_without_markers_is_told():
    with pytest.raises(ResultsError, match="has no markers"):
        readme.placed("# tandem\n", "block")


def test_only_what_stands_between_the_markers_is_replaced():
    text = f"a\n{readme.BEGIN}\nold\n{readme.END}\nz\n"
    assert f"a\n{readme.BEGIN}\nnew\n{readme.END}\nz\n" == readme.placed(text, "new")


def test_an_export_without_a_run_is_told(tmp_path):
    zipfile.ZipFile(tmp_path / "runs.zip", "w").close()
    with pytest.raises(ResultsError, match="holds no run"):
        readme.sample(tmp_path / "runs.zip")


def test_what_is_committed_is_small():
    assert sum(path.stat().st_size for path in (ROOT / "reports" / "sample").iterdir()) <= 1_500_000


def test_a_hostile_name_is_text_in_the_picture(shown):
    dots = readme.dotted([table for table in shown.tables if table.measured])[0][1]
    drawn = picture([Line("<script>x</script>", '"&<', dots)], "<b>")
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
