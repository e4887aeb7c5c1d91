"""The API as a contract: which requests are accepted, which answers are promised.

`clientsmith.model.api` describes what a client has to offer, and leaves out on purpose
what no client looks at (`not`, `if`, `contains`, patterns of names) or decides what a
document leaves open. Two documents are compared here instead, where every keyword
counts: a schema is the set of the values that satisfy it.
"""
