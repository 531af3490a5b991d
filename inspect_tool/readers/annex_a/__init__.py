"""Authorities' returns."""
