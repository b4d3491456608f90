"""Things: everything known about a thing, as a page, a citation or a list of passages."""
