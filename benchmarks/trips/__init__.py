"""Requests and answers made from documents, to judge generated clients by.

Nothing here comes from `generator`: what judges must not share its mistakes.
"""
