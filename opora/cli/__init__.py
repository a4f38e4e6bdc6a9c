"""The `opora` command."""
