"""Documentation sites made from documents, read back and compared with them."""
