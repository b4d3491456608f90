"""Stores that answer SPARQL: embedded or remote, behind one protocol."""
