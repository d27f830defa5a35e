"""What the API answers: forms of values, without a rule in them."""
