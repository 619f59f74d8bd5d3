"""What forms print beside the places to write in, in four languages."""

from extract.lexicon.match import Known, is_unit, label_key

__all__ = ["Known", "is_unit", "label_key"]
