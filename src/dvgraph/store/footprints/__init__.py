"""Footprints: which triples a query reads, and which nodes a change can affect."""
