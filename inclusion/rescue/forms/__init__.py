"""What is typed for a rescue: `owner` for people, `agents` for those who work at a counter."""
