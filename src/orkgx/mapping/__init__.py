"""A mapping file made ready: its schema and checks, rules by key, and the readers of values."""
