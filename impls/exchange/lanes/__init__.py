"""The lanes of the exchange: it has one."""
