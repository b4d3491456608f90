"""Prebuilt stores: loading, opening, caching and pushing."""
