"""What a person's situation changes: protected, deceased, hidden, moved, two files, taken over."""
