"""Answers, judgements, and whether a record is complete."""
