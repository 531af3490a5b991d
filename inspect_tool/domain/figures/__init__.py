"""A snapshot as values: counts, estimates, working."""
