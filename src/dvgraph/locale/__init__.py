"""The words that readers see, in Dutch and English."""
