"""framework_qa: the Framework method, from transcripts to charts that stay tied to their quotes."""
