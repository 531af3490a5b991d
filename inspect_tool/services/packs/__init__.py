"""Packs: a caseload out to a machine without a network, and its return."""
