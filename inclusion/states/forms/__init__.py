"""The forms of states: shape only; what is true is asked of the services."""
