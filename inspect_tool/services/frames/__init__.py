"""Taking in returns."""
