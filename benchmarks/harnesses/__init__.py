"""Other people's harnesses over the same cases, one file a tool; none imports another, each imports its tool inside.

Stopwatches (pyperf, asv, pytest-benchmark) call a Python lane in their own process and hold a `Session` for the rest.
Instruments (memray, py-spy, callgrind) are a prefix of the worker's command line and a reader of what it leaves.
"""
