"""What goes out: the plan of everything, the readable archive, the bundle of age files."""
