"""Fixtures for all tests."""

pytest_plugins = ["tests.wheel_environment"]
