"""The lanes of the program: command lines, filled in and started by the warden."""
