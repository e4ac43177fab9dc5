"""Records and rules in, entries out: terms, statements, identity and where each came from."""
