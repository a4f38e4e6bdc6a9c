"""The history of the demo: a year of invented tickets, planned from a seed and played over the real street."""
