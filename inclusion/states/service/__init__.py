"""Change the states of people, in the transaction of the act itself."""
