"""Promises as rows, derived from the ledger; settling, breaking, confessing, climbing."""
