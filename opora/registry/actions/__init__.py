"""Writes to the registry: what we sell, to whom, and what they bought."""
