"""Clientsmith: typed, vendorable Python clients from OpenAPI documents."""
