"""What can be listened to: a player a sound, each sound once, and in words what needs no player of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.core.model import Clip, Hearing, Summary
from reports import units
from reports.tables.cases import CaseTable

__all__ = ["MOST", "Cell", "Listening", "Row", "sounds"]

MOST = 400_000  # characters of all sounds of a page together


class Cell(NamedTuple):
    """A sound with its words, or words alone."""

    says: str
    anchor: str = ""  # of the player, here or at the lane ``same``
    address: str = ""  # holds the sound itself; empty: there is no player here
    label: str = ""  # what a screen reader calls the player
    same: str = ""  # the lane whose player plays the same sound


class Row(NamedTuple):
    """One lane."""

    lane: str
    answer: Cell
    difference: Cell


class Listening(NamedTuple):
    """One case; its reference comes first where it was heard."""

    case: str
    operation: str
    reference: str
    rows: tuple[Row, ...]


def sounds(summary: Summary, tables: Sequence[CaseTable]) -> dict[str, list[Listening]]:
    """By component, the cases that were heard. One that the page has no room for is left out whole."""
    references = {str(c["name"]): str(c["reference"]) for c in summary.catalog.get("components") or ()}
    shelf = _Shelf()
    found: dict[str, list[Listening]] = {}
    for table in tables:
        heard = {h.lane: h for h in summary.heard if h.case == table.id}
        if not heard or not shelf.takes(heard.values()):
            continue
        reference = references.get(table.component, "")
        ranked = [row.name for row in table.rows]
        order = [lane for lane in dict.fromkeys([reference, *ranked, *heard]) if lane in heard]
        rows = tuple(shelf.row(heard[lane], reference) for lane in order)
        found.setdefault(table.component, []).append(Listening(table.id, table.operation, reference, rows))
    return found


class _Shelf:
    """The sounds that stand on the page already, each with the lane whose player it is."""

    def __init__(self) -> None:
        self._lanes: dict[str, str] = {}  # by a sound's id
        self._sizes: dict[str, int] = {}

    def takes(self, heard: Iterable[Hearing]) -> bool:
        """Whether all of them fit; they are counted then."""
        sizes = self._sizes | {clip.id: len(clip.base64) for one in heard for clip in _clips(one)}
        if sum(sizes.values()) > MOST:
            return False
        self._sizes = sizes
        return True

    def row(self, heard: Hearing, reference: str) -> Row:
        """What a lane plays."""
        answer = self._cell(heard.answer, heard.lane, f"{heard.lane}, {heard.case}", "")
        if heard.lane == reference:
            return Row(heard.lane, answer, Cell("what the others are compared with"))
        if heard.difference is None:
            return Row(heard.lane, answer, Cell("none: every sample equals the reference's"))
        gain = units.fixed(heard.gain_db, 0)
        label = f"difference of {heard.lane} from {reference}, {gain} dB louder, {heard.case}"
        says = f"peak {units.fixed(heard.peak_dbfs, 1)} dBFS, played {gain} dB louder"
        return Row(heard.lane, answer, self._cell(heard.difference, heard.lane, label, says))

    def _cell(self, clip: Clip, lane: str, label: str, says: str) -> Cell:
        anchor = f"sound-{clip.id}"
        if clip.id in self._lanes:
            return Cell(says, anchor, same=self._lanes[clip.id])
        self._lanes[clip.id] = lane
        return Cell(says, anchor, f"data:{clip.media};base64,{clip.base64}", label)


def _clips(heard: Hearing) -> Iterator[Clip]:
    yield heard.answer
    if heard.difference:
        yield heard.difference
