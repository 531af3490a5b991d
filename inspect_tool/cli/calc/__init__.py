"""The statistics on a plain CSV file, without a review."""
