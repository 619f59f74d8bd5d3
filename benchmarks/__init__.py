"""Measurements. Each prints the table that stands in docs/, and says on what and with what."""
