"""The story of one check, told once, top to bottom."""
