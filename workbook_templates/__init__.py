"""Looks and words of the workbook and the command line: data only."""
