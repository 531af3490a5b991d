"""Releases: what lies in a folder, and what a page of it shows."""
