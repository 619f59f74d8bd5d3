"""How sure readings are: values drawn and read, tables fitted to them, figures and pictures."""
