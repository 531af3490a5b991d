"""What may identify somebody in a text: where it is, of what kind, and what to say instead."""
