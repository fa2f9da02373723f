"""Stored records as rows: a table a case, a table a document table, and plain data frames of everything."""

__all__: list[str] = []
