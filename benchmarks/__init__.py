"""Measurements of the whole tool: how right it reads, what it costs."""
