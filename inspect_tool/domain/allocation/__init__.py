"""How many cases each stratum gives."""
