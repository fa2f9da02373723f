"""What the numbers say: pure functions, numbers in and numbers out. Nothing here reads, draws or measures."""

__all__: list[str] = []
