"""Words of tickets, contacts and organisations, by whose beginnings they are found; on both databases alike."""
