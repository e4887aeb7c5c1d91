"""Compare operations: parameters, bodies, responses, security and servers."""
