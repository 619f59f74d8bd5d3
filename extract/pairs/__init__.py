"""Labels and what stands beside or below them, on any page: the words alone tell."""

from extract.pairs.make import Pair, pairs

__all__ = ["Pair", "pairs"]
