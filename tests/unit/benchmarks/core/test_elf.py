import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.core.elf import Size, size


def test_what_is_no_program_has_a_size_only(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"hello")
    assert Size(5, None, None) == size(path)


def test_a_cut_program_has_a_size_only(tmp_path):
    path = tmp_path / "cut"
    path.write_bytes(Path(sys.executable).resolve().read_bytes()[:2000])
    assert Size(2000, None, None) == size(path)


@pytest.mark.skipif(shutil.which("strip") is None, reason="needs strip: install binutils")
def test_what_is_loaded_stays_when_a_program_is_stripped(tmp_path):
    path = tmp_path / "program"
    shutil.copy(Path(sys.executable).resolve(), path)
    before = size(path)
    assert 0 < before.loaded_bytes <= before.bytes
    subprocess.run(["strip", "--strip-all", str(path)], check=True)
    after = size(path)
    assert (before.loaded_bytes, True) == (after.loaded_bytes, after.stripped)
