"""The acts of the method, in order; only they open files, spaCy and the store."""
