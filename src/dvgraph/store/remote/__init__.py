"""Remote stores: SPARQL endpoints, their faults and the ways around them."""
