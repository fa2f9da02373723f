import pytest

from benchmarks.core.places import ROOT
from benchmarks.core.reach import CALLED, python_files, rust_files

LANES = """pub(crate) const LANES: Lanes = &[
    ("parse", "rust", "main", own::parse),
    ("parse", "document-rust", "main", document::parse),
    ("route", "peer-x", "main", |given, _| own::route(given)),
];
"""
LIB = """mod fast;
mod slow;
pub use fast::parse;
pub use slow::{Record, scan};
#[cfg(feature = "python")]
pub mod python;
"""


@pytest.fixture
def crate(tmp_path):
    (tmp_path / "Cargo.toml").write_text('[package]\nname = "tandem-thing"\n[lib]\nname = "thing"\n')
    files = {
        "lib.rs": LIB, "main.rs": "mod lanes;", "lanes.rs": LANES, "fast.rs": "use crate::word::Word;", "word.rs": "",
        "slow.rs": "use serde_json::Value;", "python.rs": "use pyo3::prelude::*;\nuse crate::parse;",
        "lanes/own.rs": "use super::stream::Stream;\nuse thing::parse;", "lanes/stream.rs": "",
        "lanes/document.rs": "use thing::{Record, scan};", "bin/tool.rs": "use thing::scan;",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(found):
    return [path.stem for path in found.files]


def test_a_rust_lane_begins_where_the_table_says_and_takes_what_it_names(crate):
    found = rust_files(crate, "document-rust")
    assert (["document", "slow"], False) == (names(found), found.shared)
    assert "serde_json" in found.modules


def test_a_module_in_which_another_lane_begins_is_shared(crate):
    found = rust_files(crate, "rust")
    assert (["fast", "own", "stream", "word"], True) == (names(found), found.shared)


def test_the_bindings_and_a_program_begin_at_their_own_file(crate):
    assert ["fast", "python", "word"] == names(rust_files(crate, CALLED))
    assert ["slow", "tool"] == sorted(names(rust_files(crate, "rust", ["tool"])))


def test_a_lane_that_the_table_does_not_name_has_no_files(crate):
    assert () == rust_files(crate, "peer-y").files


def test_a_python_lane_takes_what_it_imports_under_impls_and_names_what_lies_outside():
    found = python_files([ROOT / "impls" / "ticker" / "lanes" / "python_best.py"], ROOT)
    assert {"python_best", "decimals", "record", "stream"} <= set(names(found))
    assert not {"spec", "contract"} & set(names(found))
    assert "msgspec" in found.modules
