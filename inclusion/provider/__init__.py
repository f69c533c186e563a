"""Sign in elsewhere with one's account here: an OpenID Connect provider."""
