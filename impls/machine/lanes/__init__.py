"""Floors of the machine component."""
