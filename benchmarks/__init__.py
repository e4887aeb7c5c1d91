"""Compare the generated clients with bare libraries and with vendors' SDKs."""
