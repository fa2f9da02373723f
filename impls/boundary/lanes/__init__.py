"""Implementations of the boundary component."""
