"""Counts and estimates on a terminal."""
