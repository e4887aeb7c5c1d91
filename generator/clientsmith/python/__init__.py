"""From the model and its names to the text of Python modules."""
