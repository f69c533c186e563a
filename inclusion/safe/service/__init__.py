"""Acts on safes; each one is in the safe's journal."""
