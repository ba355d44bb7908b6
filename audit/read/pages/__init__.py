"""What PDF, OFD and scans have in common: characters and rule lines on pages."""
