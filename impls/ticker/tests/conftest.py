"""The lanes that run in this interpreter, as fixtures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from answers import OTHERS, OWN, loaded


@pytest.fixture(params=OWN)
def own(request):
    """One of our own lanes."""
    return loaded(request.param)


@pytest.fixture(params=(*OWN, *OTHERS))
def lane(request):
    """Any lane that runs in this interpreter."""
    return loaded(request.param)


@pytest.fixture(scope="session")
def all_own():
    """All our own lanes."""
    return [loaded(name) for name in OWN]
