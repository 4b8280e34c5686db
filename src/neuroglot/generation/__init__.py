"""Writing samples: a model continues the prompts of problems."""
