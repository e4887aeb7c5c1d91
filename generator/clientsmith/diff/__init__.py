"""Compare two documents: the changes, and their effect on callers.

One rule decides: requests may only be accepted more widely, and answers may only be
promised more narrowly. Schemas are compared as sets of values (`facts`, `values`),
operations as what they send and receive (`operations`); `catalogue` says how much each
kind of change matters. Nothing here knows how a client is rendered.
"""
