"""The framework and its versions from the command line."""
