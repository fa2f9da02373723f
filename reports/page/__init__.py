"""The page: one file that holds everything it shows, with the same numbers as data beside it."""

from reports.page.beside import Beside
from reports.page.write import write

__all__ = ["Beside", "write"]
