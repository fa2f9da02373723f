"""What the machine is, and what of it would spoil a measurement."""
