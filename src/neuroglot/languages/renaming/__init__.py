"""Names that the program's author chose, replaced by random ones; one file a language says which these are."""
