"""The demo as data: pure, seeded, without Django."""
