"""What a report consists of, as values: blocks, tables, charts, narrative."""
