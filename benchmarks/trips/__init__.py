"""Requests and answers made from documents, to judge generated clients by.

Nothing here comes from `clientsmith`: what judges must not share its mistakes.
"""
