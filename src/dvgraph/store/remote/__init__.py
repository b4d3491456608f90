"""Remote stores: SPARQL endpoints, their faults and the workarounds."""
