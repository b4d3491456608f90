"""Things: what the graph says of one thing, as a page, a citation or a list of passages."""
