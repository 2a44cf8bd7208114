"""The framework matrix as one page for a browser: cells that open their quotes, quotes that lead to their place."""
