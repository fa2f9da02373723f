"""Every case and lane, as asv's classes. asv starts this with its own path: the house is found from here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.harnesses.asv_classes import classes

globals().update(classes())
