"""Evidence: passages in sources, and whether they support the claims of statements."""
