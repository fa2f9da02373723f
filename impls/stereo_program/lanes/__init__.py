"""The lanes of the program: command lines that the warden starts."""
