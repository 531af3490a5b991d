"""Answers that were collected in ODK or Kobo, as these export them."""
