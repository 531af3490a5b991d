"""Who reads what: caseloads and second reads."""
