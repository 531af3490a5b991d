"""Working days and the statutory time limits in force on a day."""
