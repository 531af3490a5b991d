"""The look of documents."""
