"""The plan of a review."""
