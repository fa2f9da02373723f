"""The plain data of a measurement: components, arms, options, givens, gate, schedule, raw records.

Starts no process that is measured. Beside the standard library: platformdirs (where the cache lies) and filelock.
"""
