"""The learnt safety net behind the red-flag rules: it may raise the urgency of a message, never lower it, and says why."""
