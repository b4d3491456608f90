"""Stores that answer SPARQL queries: embedded or remote, with a common interface."""
