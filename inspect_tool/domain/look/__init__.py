"""How a review's documents look: colours, logo, order of chapters, fixed words."""
