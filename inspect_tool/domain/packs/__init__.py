"""What an inspector takes along without a network, and what comes back of it."""
