"""The demonstration: made by the product's own code from the workbooks in `demo/`, step by step."""
