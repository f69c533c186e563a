"""What the provider does: keys, services, sign-ins, consents, tokens, logouts."""
