"""What the harness itself costs on this machine."""
