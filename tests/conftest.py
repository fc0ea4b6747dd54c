"""Fixtures every test may ask for."""

from postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]
