"""The statistics on plain tables, without a review."""
