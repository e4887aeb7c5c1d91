"""Fetch, record and store the sources of a client's document."""
