"""A blank form seen as paper: where one may write on it, and what is printed there."""
