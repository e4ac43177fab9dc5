"""Entries in, files out: the formats, and the spool between."""
