"""Letters: kept, read, composed and sent."""
