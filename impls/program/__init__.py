"""The whole Gate.io client as a program, from its start to its last update."""
