"""How names sound in Khmer, Thai and Latin letters: one is found by its other spellings."""
