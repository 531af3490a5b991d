"""The pages in a browser: parse, call one service, present."""
