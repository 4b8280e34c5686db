"""Steps of a study that put its findings to work: clones, tuning, summaries. One file each."""
