"""Untrusted spreadsheets, read in a guarded child process."""
