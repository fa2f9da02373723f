"""A component most of whose lanes do not do the work."""
