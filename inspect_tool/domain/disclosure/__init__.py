"""Which counts must be held back so that no published number identifies a child, with proof."""
