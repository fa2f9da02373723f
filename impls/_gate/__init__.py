"""What the gate opens in a worker of its own to look at another component's lane; no component."""
