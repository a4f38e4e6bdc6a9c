"""`opora` commands that need the database, one a file."""
