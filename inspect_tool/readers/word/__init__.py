"""Word files that come back: opened in a guarded process, their paragraphs as plain data."""
