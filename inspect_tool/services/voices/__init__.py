"""Interviews, focus groups and surveys: who was asked, who was heard, what they said."""
