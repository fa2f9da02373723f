"""The plain data of a measurement: components, arms, options, raw records, gate, schedule. Standard library only."""
