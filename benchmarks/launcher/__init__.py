"""Starts measuring processes and speaks the worker protocol with them: runtimes, workers, trials, sessions."""
