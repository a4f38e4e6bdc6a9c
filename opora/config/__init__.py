"""Settings, addresses and the server's entry point; nothing here knows the domain."""
