"""The importers: a module for each register, and for tables (``exchange.imports`` chooses)."""
