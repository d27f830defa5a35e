"""How users are managed by people."""
