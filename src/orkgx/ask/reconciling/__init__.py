"""Nodes that may be one thing, or a thing that others know: candidates with reasons, for people to review."""
