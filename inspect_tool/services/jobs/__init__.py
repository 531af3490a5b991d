"""Jobs: what takes too long for a page, asked for, run by a process of its own, looked at."""
