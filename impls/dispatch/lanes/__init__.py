"""Implementations of the dispatch component."""
