"""What we know: articles, their review, and finding the right one for a question."""
