"""What is said: ledgers, verdicts, tables, charts and the page. Draws on stored records only, measures nothing."""

__all__: list[str] = []
