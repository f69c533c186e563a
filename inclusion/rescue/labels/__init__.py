"""The French words of rescue: `owner` for people, `agents` for those who work at a counter."""
