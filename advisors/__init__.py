"""The people behind the bot: who looks after a family, when they work, the handover and the desk."""
