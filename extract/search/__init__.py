"""Finding text in four languages: how it is folded, how a query is understood, why it matched."""
