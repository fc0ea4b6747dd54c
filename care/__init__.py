"""Families over time: what they consented to, what is known of the child, and their right to see and erase it."""
