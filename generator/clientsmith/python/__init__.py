"""Turn the model and its names into the text of Python modules."""
