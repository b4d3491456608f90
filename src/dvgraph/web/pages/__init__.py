"""The modules that make pages, one for each kind of page; ``web.catalogue`` lists them."""
