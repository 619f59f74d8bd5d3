"""Made-up filled forms with their truth: people, words, ink, and what scanners do to paper."""

from extract.forms.fill.filling import FilledForm, FilledPage, Level, fill

__all__ = ["FilledForm", "FilledPage", "Level", "fill"]
