"""Many jobs at once: what threads, processes, interpreters and schedulers make of several cores."""
