"""Second reads and decisions from the command line."""
