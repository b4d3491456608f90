"""Evidence: passages in sources, and whether they carry what statements claim."""
