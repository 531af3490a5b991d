"""What is recorded on cases, and by whom."""
