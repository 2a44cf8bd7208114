"""From a study to results: pure functions; pandas lives here."""
