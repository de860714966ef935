"""Ways in and out of the desk, one folder each, all of one shape; siblings never import each other."""
