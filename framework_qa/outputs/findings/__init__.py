"""Findings tables: a declared design and a study in, a Table out; one module a kind."""
