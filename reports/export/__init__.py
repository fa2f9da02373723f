"""The same numbers in other clothes: Markdown, CSV, JSON, and Parquet where pyarrow is there."""

from reports.export.data import export
from reports.export.files import replace_file

__all__ = ["export", "replace_file"]
