"""From a message to its handler: what an error costs on the way, and what a compiler says before."""
