"""The lists, columns and codes of Annex A."""
