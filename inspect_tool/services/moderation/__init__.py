"""Second reads, disagreements and decisions."""
