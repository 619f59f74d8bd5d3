"""Cross-checks, each a function of a form, its values and what is around them (`extract.check`)."""
