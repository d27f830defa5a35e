"""Synthetic people for demonstrations, tests and benchmarks: nobody in them exists.

Columnar numpy from end to end, no database; the same seed gives the same bytes.
"""
