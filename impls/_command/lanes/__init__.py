"""The one lane of the gate."""
