"""Spotify's pedalboard: its Delay, and its Delay with its Distortion after it, where the gate proves the same work.

``mix`` is the wet share and ``1 - mix`` the dry one, the delay is cut to whole frames (0.3 s at 44.1 kHz is whole), and
Distortion is tanh(10^(drive/20) y). Its fastest documented use: one call for the whole buffer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pedalboard

from impls.stereo_delay.given import Audio, pack_answer
from impls.stereo_delay.settings import Settings

LANE = {
    "kind": "peer",
    "label": "pedalboard",
    "operations": ["library"],
    "needs": ["module:pedalboard"],
}


class Board:
    """The whole given in one call."""

    ops = 1

    def __init__(self, given: Audio) -> None:
        self._given = given
        self._board = pedalboard.Pedalboard(_effects(given.settings))  # type: ignore[attr-defined]  # it has no __all__
        self._samples = np.array(given.samples)

    def reset(self) -> None:
        """Silence again."""
        self._board.reset()

    def run(self) -> Any:
        """The audio that comes out."""
        samples, rate = self._samples, self._given.rate
        return self._board.process(samples, rate, buffer_size=samples.shape[1], reset=False)

    def render(self, found: Any) -> bytes:
        """Nothing is silenced: the given has no broken samples."""
        return pack_answer(found, 0, self._given.bound)


def library(given: Audio) -> Board:
    """Raises ValueError where the settings are none that the library has."""
    return Board(given)


def _effects(settings: Settings) -> list[Any]:
    same = settings.delay_left == settings.delay_right and settings.dry == 1.0 - settings.wet
    plain = not (settings.cross_feedback or settings.ping_pong or settings.low_pass)
    shaped = settings.distortion == "soft" and settings.distortion_place == "output"
    if not (same and plain and (shaped or settings.distortion == "none")):
        raise ValueError("pedalboard has one delay with one mix, and no shape but tanh after it")
    effects: list[Any] = [pedalboard.Delay(settings.delay_left, settings.feedback, settings.wet)]
    return [*effects, pedalboard.Distortion(settings.drive)] if shaped else effects
