"""Graphs of several catalogues as one: which things are the same, what is said differently of them, and the union."""
