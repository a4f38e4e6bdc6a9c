"""Organisations, sites, contacts and addresses; the catalogue; the purchase book."""
