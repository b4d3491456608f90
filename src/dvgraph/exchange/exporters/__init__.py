"""Exports for other systems, made from the graph: one module for each kind (docs/exports.md)."""
