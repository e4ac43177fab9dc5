"""Graphs that can be asked, compared and explained."""
