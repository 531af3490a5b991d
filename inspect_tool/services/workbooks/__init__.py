"""Case workbooks out and in."""
