"""What people and programs read: one module per format, all from `Comparison`s."""
