"""One file, one implementation."""
