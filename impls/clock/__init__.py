"""Clocks and what a call of them costs."""
