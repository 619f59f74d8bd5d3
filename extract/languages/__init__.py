"""What is particular to each language: digits, months, titles, labels and words for levels."""
