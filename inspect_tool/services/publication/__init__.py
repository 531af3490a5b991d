"""Checking the narrative and building the report."""
