"""A graph for people: dataset descriptions, pages, a server."""
