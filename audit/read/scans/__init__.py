"""Scans: pages as pictures."""
