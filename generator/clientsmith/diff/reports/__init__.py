"""Reports for people and programs: one module per format, all from `Comparison`s."""
