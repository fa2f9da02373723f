"""All that asv may see. It takes any name that looks like a benchmark for one: import nothing here that does."""
