"""The calls an account makes to the platform, one file per subject, all behind one gate."""
