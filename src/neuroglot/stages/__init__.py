"""The stages of a study. They never import each other: they meet in core's types."""
