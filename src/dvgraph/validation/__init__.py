"""Validation: shapes, rules and profiles, and the reports on them."""
