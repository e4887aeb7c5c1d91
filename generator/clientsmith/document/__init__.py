"""Read API descriptions: pages, files, `$ref`s, overlays, repairs, validation."""
