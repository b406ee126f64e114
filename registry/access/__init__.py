"""Who may do what: identities, tokens, sessions, limits, keys and sealing."""
