"""Files out: PDF, HTML and workbooks made from frozen content."""
