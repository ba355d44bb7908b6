"""Tests, and the generator of reports they share with the samples."""
