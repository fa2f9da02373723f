"""Implementations of the concurrency component."""
