"""Generates the extension's list of crates."""
