"""Stores built ahead: stores on disk, loading them, opening and pushing them."""
