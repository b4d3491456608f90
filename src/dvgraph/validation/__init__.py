"""Validation: shapes, rules and profiles, and the reports of their findings."""
