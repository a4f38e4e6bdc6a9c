"""Small nouns that know no domain."""
