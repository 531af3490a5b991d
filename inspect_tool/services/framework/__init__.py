"""Versions of the framework: compared, proposed, published, and what is to be read again."""
