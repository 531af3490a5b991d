"""The lists that authorities return, as they are declared: Annex A, and a review's own."""
