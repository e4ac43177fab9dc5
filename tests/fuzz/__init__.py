"""Inputs that nobody writes: shapes that take long in careless readers, and catalogues that are mutated at random."""
