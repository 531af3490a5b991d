"""Where the review stands and what waits for whom."""
