"""The front door: Flask app factory, channels, inbox, turns, delivery, staff API, jobs and the command line."""
