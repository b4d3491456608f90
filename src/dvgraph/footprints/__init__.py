"""Footprints: what of the data a shape or a query reads, and so whom a change of it concerns."""
