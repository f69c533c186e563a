"""The Flask shell that every domain shares: sessions, access, security, forms, languages."""
