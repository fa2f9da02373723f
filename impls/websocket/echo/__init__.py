"""Echo programs, one a lane, for conformance suites to drive: a module named as the lane has ``PROGRAM``."""
