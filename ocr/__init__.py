"""Pixels to words and marks: split, straighten, register, read. Knows no form's meaning."""
