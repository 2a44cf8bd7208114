"""Files to model values and back: a registry by content and suffix."""
