"""Results: tables and reports, and the writers of every format."""
