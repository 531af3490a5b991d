"""The words of the report, in Markdown."""
