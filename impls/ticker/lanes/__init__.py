"""Implementations of the ticker component."""
