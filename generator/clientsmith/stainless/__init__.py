"""The configuration of the Stainless generator: read, and moved to our own."""
