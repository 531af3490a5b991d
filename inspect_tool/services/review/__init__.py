"""A review and its documents."""
