"""Every case and lane, as asv's classes."""

from benchmarks.harnesses.asv_classes import classes

globals().update(classes())
