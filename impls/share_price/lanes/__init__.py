"""Implementations of the share_price component."""
