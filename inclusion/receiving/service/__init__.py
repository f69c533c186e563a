"""Acts on deposits: allow, deposit, sort."""
