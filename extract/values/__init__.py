"""One module per kind of value: `parse` says what was written, what it means, what is doubted."""
