"""Implementations of the clock component."""
