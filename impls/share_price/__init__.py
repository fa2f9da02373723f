"""The shared price record: what it weighs, what it costs to use and to share, and what its collector costs."""
