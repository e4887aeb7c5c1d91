"""The documents of a package: README, index of the API, sample calls."""
