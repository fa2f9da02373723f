"""The stereo delay as a whole program: from its start to its first block."""
