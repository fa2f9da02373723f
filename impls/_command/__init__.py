"""A person's own commands: ``tandem time`` makes the cases and lanes on the spot (benchmarks/core/commands.py)."""
