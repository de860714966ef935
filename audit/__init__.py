"""Who saw, changed, exported, sent what, when, from where."""
