"""Reply templates and knowledge."""
