"""Who may see and do what: one table of rules, and the one function that is asked."""
