"""How Lontar's own networks are made. Nothing of the product imports this package."""
