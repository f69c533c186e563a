"""Places of help: the national directory, the map, the search by commune."""
