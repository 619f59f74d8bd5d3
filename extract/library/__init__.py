"""The field library and the vocabularies: what the fields of all forms are called and mean."""

from extract.library.load import field, library, vocabulary, words

__all__ = ["field", "library", "vocabulary", "words"]
