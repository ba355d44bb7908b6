"""Packs to agencies by mail: drafts as they lie there, a record of what went out, a server."""
