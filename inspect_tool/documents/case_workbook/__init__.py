"""The workbook that an inspector fills in, written."""
