"""How the generated clients compare with bare libraries and with vendors' SDKs."""
