"""Five thousand rows: small enough to mail, on the screen within a second, filtered at once."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.browser
FILTER = """(text) => {
  const box = document.querySelector("#q");
  const began = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - began;
}"""
PAINT = """new Promise((done) => new PerformanceObserver((seen) => seen.getEntries().forEach((entry) => {
  if (entry.name === "first-contentful-paint") done(entry.startTime);
})).observe({ type: "paint", buffered: true }))"""


def test_a_thousand_measurements_with_all_sources_are_below_two_megabytes(written):
    assert written["thousand"].stat().st_size < 2_000_000


def test_five_thousand_rows_are_below_six_megabytes(written):
    assert written["large"].stat().st_size < 6_000_000


@pytest.mark.slow
def test_five_thousand_rows_are_painted_and_filtered_at_once(visit, capsys):
    """The page's own criteria, a second and a tenth of one: printed, and held with room for a busy machine."""
    paints, filters = [], []
    for _ in range(3):
        page = visit("large", settled=False)
        paints.append(page.evaluate(PAINT))
        page.wait_for_load_state()
        filters += [page.evaluate(FILTER, text) for text in ("rust", "bytes=99", "rust-from-python bytes=4", "")]
    middle = sorted(filters)[len(filters) // 2]
    with capsys.disabled():
        sys.stdout.write(f"\nfirst paint {min(paints):.0f} ms, filter {middle:.0f} ms, slowest {max(filters):.0f} ms\n")
    assert min(paints) < 3000
    assert min(filters) < 300


def test_five_thousand_rows_are_filtered_and_reached(visit):
    page = visit("large", settled=False)
    assert "5004 lanes" in page.locator("#shown").inner_text()
    page.fill("#q", "bytes=99, rust-from")
    page.fill("#q", "[bytes=99 rust-from-python")
    assert ["rust-from-python"] == page.locator("tr[data-lane]:visible").evaluate_all(
        "r => r.map((x) => x.dataset.lane)"
    )
