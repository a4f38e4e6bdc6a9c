"""Offices, lines, seats, absence, and the dated settings of the desk."""
