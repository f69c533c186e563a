"""A believable, invented town: what `inclusion demo load` writes into an empty database."""
