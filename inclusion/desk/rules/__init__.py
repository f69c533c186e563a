"""What the desk decides without a database: the day's groups, typed hours, slots to propose."""
