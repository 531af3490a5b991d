"""`python -m inspect_tool` is the same as `inspect-tool`."""

from inspect_tool.cli.main import main

if __name__ == "__main__":
    main()
