"""The sample review: invented data, and the generator that makes it (see README.md)."""
