"""Things: everything known about one thing, as a page, a citation or a list of passages."""
