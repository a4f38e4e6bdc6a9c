"""The API: a face for programs. Keys with scopes come in, problems (RFC 9457) go out, /api/docs tells the rest."""
