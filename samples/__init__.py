"""A fictional municipality: sample reports, and the generator that writes such reports."""
