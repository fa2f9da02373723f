"""The Python programs; each is a script of its own, and imports what it needs itself."""
