"""Helpers without any knowledge of OpenAPI: the cache, worker processes, text, URLs."""
