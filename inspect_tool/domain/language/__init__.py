"""Conditions, faults, canonical text and digests of documents."""
