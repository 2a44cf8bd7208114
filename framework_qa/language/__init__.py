"""spaCy behind one door: from a codebook's rules to suggested codings."""
