"""Through time: the state on a day, what changed between two, and what was known when."""
