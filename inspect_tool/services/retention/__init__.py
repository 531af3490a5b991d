"""What a review lets go of: classes of things, and one child."""
