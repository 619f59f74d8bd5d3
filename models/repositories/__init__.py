"""Every query, by subject. Functions take a session and never commit."""
