"""A tool for thematic inspections of children's services."""

__version__ = "0.1.0"
