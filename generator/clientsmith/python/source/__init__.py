"""Python source text: literals, imports, docstrings, templates and layout."""
