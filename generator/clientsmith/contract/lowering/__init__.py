"""Build the contract from a document."""
