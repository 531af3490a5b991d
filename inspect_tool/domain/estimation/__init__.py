"""Shares of all children from a sample: design, variance, intervals, contrasts."""
