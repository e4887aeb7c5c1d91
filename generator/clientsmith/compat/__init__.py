"""Two Python packages compared name by name, without importing either."""
