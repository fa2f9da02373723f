"""Threads of the standard library; whoever is free takes the next number of an atomic counter."""

LANE = {"kind": "own", "label": "std::thread", "runtime": "native"}
