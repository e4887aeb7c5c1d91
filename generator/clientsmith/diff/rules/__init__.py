"""Judge and word findings: severities, kinds, advice and acceptance."""
