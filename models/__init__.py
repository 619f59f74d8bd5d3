"""What things are: values, forms, errors, tables and every query. Imports no other room."""
