"""The simulator's own JSON API under /sim/api: tests and the phone page drive the platform through it."""
