"""How the ledger is read by people."""
