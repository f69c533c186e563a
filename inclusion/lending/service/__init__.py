"""Acts of lending: keys of desks, loans, what a visit has open."""
