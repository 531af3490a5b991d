"""Snapshots, and what is counted and estimated from them."""
