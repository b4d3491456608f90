"""Exchange with other systems: ``exporters`` write what others read."""
