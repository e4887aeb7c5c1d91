"""Compare two schemas as sets of values."""
