"""The only rooms that speak to the outside world."""
