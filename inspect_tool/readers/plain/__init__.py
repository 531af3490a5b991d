"""Plain tables of numbers and names."""
