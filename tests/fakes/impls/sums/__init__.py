"""A small honest component for tests."""
