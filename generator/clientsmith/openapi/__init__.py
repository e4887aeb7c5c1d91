"""OpenAPI's own objects, typed and without loss."""
