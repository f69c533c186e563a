"""The French words of states."""
