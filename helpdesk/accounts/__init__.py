"""Users, teams, roles, grants, sessions and one-time codes."""
