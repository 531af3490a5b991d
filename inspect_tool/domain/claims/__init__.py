"""Quantities in words: scales, phrases, and which of them are true."""
