"""Build the model from a document."""
