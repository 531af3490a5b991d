"""Where two readers differ, and how far they agree."""
