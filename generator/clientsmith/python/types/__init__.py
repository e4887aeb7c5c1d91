"""Python types of schemas: annotations, classes and the modules they stand in."""
