"""Triples derived from the data on load: one named graph per rule."""
