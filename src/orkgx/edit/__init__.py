"""Sources changed: fixes that are proved to leave the graph as it is, and what an editor asks while one types."""
