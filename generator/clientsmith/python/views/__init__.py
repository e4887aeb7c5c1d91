"""The input of the templates: plain values, one module per part of a package."""
