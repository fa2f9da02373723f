"""The door: the command line, one file a command in ``tandem/commands``."""

__all__ = ["__version__"]

__version__ = "0.1.0"
