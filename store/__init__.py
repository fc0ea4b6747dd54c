"""What is kept: SQLAlchemy models by subject, migrations, the outbox, Redis, the clock."""
