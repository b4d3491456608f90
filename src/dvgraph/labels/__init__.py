"""Names of things: labels, short ids and subgraphs."""
