"""Committing, drawing, extending and proving the sample."""
