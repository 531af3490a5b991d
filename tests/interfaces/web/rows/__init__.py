"""Which pages of the rooms are for whom; a page without a row fails a test."""
