"""One file a command; each exposes ``command``, which ``python -m tandem`` finds by the file's name."""
