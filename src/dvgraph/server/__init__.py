"""The server for one graph: live pages, SPARQL, linked data and an API."""
