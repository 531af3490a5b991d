"""Which authorities are inspected."""
