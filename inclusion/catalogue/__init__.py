"""What coordinators set once: reasons, rooms and interpreters, languages of mediators."""
