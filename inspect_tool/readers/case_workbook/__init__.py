"""Case workbooks that come back filled in."""
