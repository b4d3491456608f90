"""History: the state on a day, the changes between two days, and earlier recorded states."""
