"""No lane of its own: what each command is stands in the run it was timed in."""
