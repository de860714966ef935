"""Reading mail in child processes with limits, so that a hostile mail costs a child and never the desk."""
