"""Data files as quads: terms exactly as written, one named graph per file."""
