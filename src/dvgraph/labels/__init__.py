"""Names of things: labels, short ids and neighbours in the graph."""
