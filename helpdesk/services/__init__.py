"""The embedded PostgreSQL, Valkey and demo mail server, and the supervisor behind `manage.py up`."""
