"""Who may do what, held against the whole list of addresses."""
