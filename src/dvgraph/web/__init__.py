"""Pages for a browser: ``site`` writes them into a folder."""
