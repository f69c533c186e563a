"""The forms of the counter: `agents` for those who work there, `owner` for the person."""
