"""The files of a package in the layout of the Stainless generator."""
