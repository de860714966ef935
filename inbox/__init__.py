"""Mailboxes, mail in and out, tickets: the shared inbox."""
