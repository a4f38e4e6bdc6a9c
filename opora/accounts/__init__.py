"""Who may sign in: the only user model, roles, later API keys."""
