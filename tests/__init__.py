"""Tests: sentences about what the tool does."""
