"""Understanding, rules, assignment and clocks."""
