"""What templates lay out: plain values, one module per part of a package."""
