"""Releases: what is sealed, what must follow from what in it, and what differs between two."""
