"""Footprints: the triples that a query reads, and the nodes that a change can affect."""
