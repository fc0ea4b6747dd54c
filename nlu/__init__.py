"""What a parent means: text is normalised, triaged, measured and given an intent here, without settings and without a database."""
