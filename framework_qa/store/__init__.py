"""Model values to a database and back."""
