"""Understanding of messages: pure, on this machine, seeded."""
