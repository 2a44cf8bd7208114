"""The report: one content, and the page and the document that are printed from it."""
