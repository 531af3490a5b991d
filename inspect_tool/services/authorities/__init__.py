"""Choosing authorities."""
