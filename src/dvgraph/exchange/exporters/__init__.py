"""What others read, made of the graph: one module a format (docs/exports.md)."""
