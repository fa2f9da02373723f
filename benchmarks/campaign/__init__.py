"""One ``tandem run``: build, gate, pilot, blocks, memory, each step recorded as it ends."""
