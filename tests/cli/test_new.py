"""``tandem new``: what it writes runs as it is, inside no checkout; what it cannot write is one line."""

import json

import pytest

TABLE = """# Fees

| Metric | Python | Rust | Gain |
|---|---|---|---|
| Total | 8ms | 2ms | 4x |
| Sum | 8ms | 2ms | 9x |
"""


def test_a_new_component_passes_its_gate_and_is_measured(tandem, tmp_path):
    mine = tmp_path / "mine"
    said = tandem("new", "component", "fees", "--operation", "total", "--no-rust", "--impls", mine).stdout
    assert f"tandem verify fees --impls {mine}" in said
    gate = json.loads(tandem("verify", "fees", "--impls", mine, "--json").stdout)["gate"]
    assert {("python", True), ("python-best", True)} == {(row["lane"], row["passed"]) for row in gate}
    asked = ("--quick", "--budget", "2s", "--no-memory", "--impls", mine, "--data", tandem.data, "--json")
    found = json.loads(tandem("run", "fees", *asked).stdout)["measurements"]
    assert {"python", "python-best"} <= {m["lane"] for m in found if m["metric"] == "time"}


@pytest.mark.cargo
def test_its_crate_builds_outside_the_checkout_with_the_profiles_of_the_house(tandem, tmp_path):
    mine = tmp_path / "mine"
    told = json.loads(tandem("new", "component", "fees", "--impls", mine, "--json").stdout)
    assert "rust/src/lanes.rs" in told["files"]
    gate = json.loads(tandem("verify", "fees", "--impls", mine, "--json").stdout)["gate"]
    assert {"python", "python-best", "rust"} == {row["lane"] for row in gate if row["passed"]}


def test_a_document_becomes_a_ledger_whose_arithmetic_is_audited(tandem, tmp_path):
    (tmp_path / "My Fees.md").write_text(TABLE, encoding="utf-8")
    asked = ("new", "document", tmp_path / "My Fees.md", "--ledgers", tmp_path)
    assert {"schema": 1, "document": "my_fees", "tables": 1, "claims": 6, "figures": 6, "bound": 2} == json.loads(
        tandem(*asked, "--json").stdout
    )
    assert 'document = "my_fees"' in (tmp_path / "my_fees.toml").read_text(encoding="utf-8")
    assert "there is a ledger of that name; give --name" in tandem(*asked, status=2).stderr


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\xff\xfe|", "is not UTF-8 at byte 0"),
        (b"10x faster, they say", "it holds no table"),
    ],
)
def test_a_document_that_is_none_is_one_line(tandem, tmp_path, made, said):
    if made is not None:
        (tmp_path / "words.md").write_bytes(made)
    told = tandem("new", "document", tmp_path / "words.md", "--ledgers", tmp_path, status=2).stderr
    assert said in told
    assert 1 == len(told.splitlines())
    assert not (tmp_path / "words.toml").exists()


def test_a_ledger_that_cannot_be_written_is_one_line(tandem, tmp_path):
    (tmp_path / "fees.md").write_text(TABLE, encoding="utf-8")
    told = tandem("new", "document", tmp_path / "fees.md", "--ledgers", tmp_path / "fees.md", status=2).stderr
    assert "cannot be written" in told
    assert 1 == len(told.splitlines())


def test_a_component_that_is_there_is_one_line(tandem):
    told = tandem("new", "component", "ticker", status=2).stderr
    assert "tandem: component ticker: there is a folder of that name; take another name\n" == told
