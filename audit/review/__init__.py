"""What reviewers put into a workbook, and how the next build knows it."""
