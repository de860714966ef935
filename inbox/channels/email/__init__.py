"""Mail by IMAP and SMTP: connections, their traps, and what failures mean in plain words."""
