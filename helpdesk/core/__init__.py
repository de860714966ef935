"""Clock, events, ids, secrets at rest, live updates, keyset pages: knows no app."""
