"""Figures: measurements to SVG that takes its colours from the page, one panel a case."""

from reports.charts.latency import latency_panel
from reports.charts.marks import Mark, mark
from reports.charts.memory import memory_panel

__all__ = ["Mark", "latency_panel", "mark", "memory_panel"]
