"""The lanes: one processor each."""
