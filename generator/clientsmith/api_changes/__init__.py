"""Changes for users who import the generated package.

Both packages are made in a temporary folder (`packages`), read without being imported
(`surface`), and compared (`comparison`); `linking` adds what was found to the changes
of the documents that caused it. The asynchronous client is the same as the other one.
"""
