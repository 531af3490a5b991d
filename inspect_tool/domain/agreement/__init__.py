"""How far two readers agree: percentage, kappa, AC1, alpha."""
