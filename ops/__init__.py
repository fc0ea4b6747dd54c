"""How the project is set up and started. Run by the system's Python 3.11 before any environment exists: the standard library only."""
