"""Write places: add, correct by hand, import the national file, export it."""
