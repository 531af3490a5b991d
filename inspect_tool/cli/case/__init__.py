"""Recording on cases from the command line."""
