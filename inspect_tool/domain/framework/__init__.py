"""Domains, criteria, questions and measures."""
