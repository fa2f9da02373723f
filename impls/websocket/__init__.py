"""RFC 6455: frames in memory, and connections to a local exchange."""
