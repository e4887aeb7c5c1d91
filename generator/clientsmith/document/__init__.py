"""Reading API descriptions: pages, files, `$ref`s, overlays, validation."""
