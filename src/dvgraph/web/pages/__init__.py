"""The makers of pages, one module for each kind of page; ``web.catalogue`` lists them."""
