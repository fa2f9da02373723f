"""The knobs, for any thread: values are checked, and several change together or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from impls.stereo_delay.settings import Settings, rejected

__all__ = ["Controls"]


class Controls:
    """``moved`` is told the new settings, under the lock, so that the last told are the last set."""

    def __init__(self, settings: Settings | None = None, moved: Callable[[Settings], object] | None = None) -> None:
        self._settings = settings or Settings()
        self._lock = threading.Lock()
        self._moved = moved or (lambda _settings: None)

    @property
    def settings(self) -> Settings:
        """All parameters."""
        return self._settings

    def set(self, **values: Any) -> None:
        """Set several parameters at once, from the next block. Raises `DelayError`, and nothing has changed."""
        with self._lock:
            self._settings = self._settings.changed(values)
            self._moved(self._settings)

    def set_one(self, name: str, value: Any) -> None:
        """Set one parameter by its name. Raises `DelayError`."""
        self.set(**{name: value})

    def replace(self, settings: Settings) -> None:
        """Replace all parameters at once."""
        with self._lock:
            self._settings = settings
            self._moved(settings)

    def get(self, name: str) -> Any:
        """The present value of a parameter. Raises `DelayError` for an unknown one."""
        try:
            return getattr(self._settings, name)
        except AttributeError:
            raise rejected(name) from None

    def set_both(self, feedback: float, cross: float) -> None:
        """Both feedbacks, which must agree with each other."""
        self.set(feedback=feedback, cross_feedback=cross)

    def both(self) -> tuple[float, float]:
        """Both feedbacks of one moment."""
        settings = self._settings
        return settings.feedback, settings.cross_feedback
