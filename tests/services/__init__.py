"""The neighbours of a desk, started for tests on loopback: an IMAP server, an SMTP sink, PostgreSQL, a browser."""
