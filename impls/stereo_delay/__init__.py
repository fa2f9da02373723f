"""A stereo delay: two lines that feed back, cross, ping-pong, filter and distort, block by block."""
