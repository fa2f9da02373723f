"""Lanes of order_placement, a file each."""
