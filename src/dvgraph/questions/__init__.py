"""Competency questions: query files, parameters, search by name."""
