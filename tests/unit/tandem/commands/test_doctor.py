"""What ``tandem doctor`` adds to what the host's looks find: builds of our own."""

import os

import pytest

from tandem.commands.doctor import workers

HELLO = """#!/bin/sh
echo '{"is":"hello","tandem":1,"pid":1,"runtime":{"profile":"%s"},"lanes":[]}' > "$TANDEM_REPLY"
"""


@pytest.fixture
def binary(tmp_path):
    """Makes a kept binary: a name, in a folder of its own, that says its profile, or nothing."""

    def make(name, profile, folder="a"):
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(HELLO % profile if profile else "#!/bin/sh\n")
        path.chmod(0o755)
        return path

    return make


def test_release_builds_are_good(binary):
    found = workers([binary("tandem-a", "release"), binary("tandem-warden", "release"), binary("tandem-hello", "")])
    assert ("good", "2 workers: release builds") == (found.grade, found.saw)


def test_a_debug_build_is_named(binary):
    found = workers([binary("tandem-a", "release"), binary("tandem-b", "debug")])
    assert ("note", "a debug build: tandem-b") == (found.grade, found.saw)


def test_only_the_newest_of_a_name_counts(binary):
    old, new = binary("tandem-a", "debug", "old"), binary("tandem-a", "release", "new")
    os.utime(old, (1, 1))
    assert "good" == workers([new, old]).grade


def test_without_a_build_nothing_is_seen():
    assert "unseen" == workers([]).grade
