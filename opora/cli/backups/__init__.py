"""Backups: a desk in one file, made while it works; put back; and proven without touching the desk."""
