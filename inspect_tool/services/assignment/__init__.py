"""Sharing cases between inspectors."""
