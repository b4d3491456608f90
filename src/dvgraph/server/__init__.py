"""The server: the pages live, SPARQL, linked data and an API, for one graph."""
