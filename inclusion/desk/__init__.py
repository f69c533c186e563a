"""The mediators' desk: the day, the agenda, the telephone, the people they help."""
