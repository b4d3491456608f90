"""Authoring of statements: prompts for each field, checks, and insertion into Turtle files."""
