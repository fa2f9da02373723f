"""What other components use of the exchange's spec, and the command that writes a made feed."""

import subprocess
import sys

from impls.exchange import capture, market, spec


def test_the_given_is_a_feed_that_reads_back():
    found = spec.read("serve", {"updates": 5}, spec.make("serve", {"updates": 5}, 3))
    assert market.messages(5, 3) == found.messages


def test_equal_counts_are_the_same():
    counts = {"connections": 1, "subscribed": 1, "sent": 5}
    assert spec.same("serve", {}, counts, dict(counts)) is None
    assert "sent should be 5, was 4" == str(spec.same("serve", {}, counts, counts | {"sent": 4}))


def test_a_made_feed_can_be_written_by_hand(tmp_path):
    path = tmp_path / "feed.jsonl"
    command = [
        sys.executable,
        "-m",
        "impls.exchange",
        str(path),
        "--updates",
        "9",
        "--seed",
        "3",
        "--symbols",
        "A_B,C_D",
    ]
    subprocess.run(command, check=True)
    assert market.messages(9, 3, ["A_B", "C_D"]) == capture.read(path).messages
