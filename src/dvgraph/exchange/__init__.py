"""Exchange with other systems: ``exporters`` write the formats that they read."""
