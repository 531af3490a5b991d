"""The sample from the command line: plan, commit, draw, more cases."""
