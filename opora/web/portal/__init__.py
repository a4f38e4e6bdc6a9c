"""The customers' portal: read once, by someone who is stuck. Everything of it lies under ``/help/``."""
