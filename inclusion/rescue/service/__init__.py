"""Acts of rescue; each one is in the safe's journal and in that of the account."""
