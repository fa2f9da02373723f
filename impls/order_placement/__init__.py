"""Orders placed at the exchange: signed, sent, acknowledged."""
