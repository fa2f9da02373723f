"""A local spot exchange that serves the real message format, and the feeds it serves."""
