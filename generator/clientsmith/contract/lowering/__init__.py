"""From a document to its contract."""
