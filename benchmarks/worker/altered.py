"""Whether a lane has written into what it was given."""

from __future__ import annotations

from typing import Any

__all__ = ["alike"]


def alike(fresh: Any, held: Any) -> bool:
    """Whether two readings of one given are still the same.

    By ``==`` where the type says what equal means; else field by field, or by pickle (arrays, whose ``==`` is one).
    """
    if type(fresh) is not type(held):
        return False
    if not any("__eq__" in vars(kind) for kind in type(fresh).__mro__[:-1]):
        return _fields_alike(fresh, held)
    try:
        return bool(fresh == held)
    except (TypeError, ValueError):
        import pickle  # noqa: PLC0415 - seldom needed, and not cheap to load

        return pickle.dumps(fresh) == pickle.dumps(held)


def _fields_alike(fresh: Any, held: Any) -> bool:
    """Objects without an equality of their own: by their fields, whether in a dict or in slots."""
    if callable(fresh):
        return True  # a function holds no data that a lane could write
    slots = [name for kind in type(fresh).__mro__ for name in getattr(kind, "__slots__", ())]
    names = [*getattr(fresh, "__dict__", ()), *(name for name in slots if hasattr(fresh, name))]
    return all(alike(getattr(fresh, name), getattr(held, name, None)) for name in names)
