"""Forms as data: definitions, their loader, their paper and made-up filled pages."""
