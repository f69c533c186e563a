"""Acts on openings and appointments: each one is checked, written and recorded in the journal."""
