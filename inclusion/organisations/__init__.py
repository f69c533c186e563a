"""The structures that receive people, in two départements."""
