"""Who did what, for whom, when: the append-only journal of the product."""
