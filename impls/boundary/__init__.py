"""Crossing from Python into Rust: a call, a pipe, a socket, shared memory, and how much work pays for one."""
