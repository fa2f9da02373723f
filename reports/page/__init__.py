"""The page: one file that holds everything it shows."""

__all__: list[str] = []
