"""Endpoints: each parses, calls one domain function or query, and answers."""
