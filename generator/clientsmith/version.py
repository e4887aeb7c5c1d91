"""The version of the tool, as the distribution and every manifest carry it."""

__version__ = "0.1.0"
