"""Projects and codebooks of other tools in the exchange standard REFI-QDA 1.0, read and written."""
