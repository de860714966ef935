"""How tests that commit leave an empty database behind: one round trip instead of Django's flush.

Django's TransactionTestCase truncates every table after each test and then writes content types and permissions
anew: 150 ms on a quiet machine, for every test that polls a mailbox. DELETE from tables that are nearly always
empty takes 5 ms, and keeps those two, which no test changes.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

# Only a superuser may switch off the triggers that check references.
_IS_ALLOWED = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
# Truncated is what is large, because rows deleted by the thousand slow down every later scan of their table, and
# what refuses to delete in any mode (the audit).
_EMPTY = """
DO $$
DECLARE
    tables text[];
    truncated text;
    one text;
BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL lock_timeout = '20s'; -- a thread that a test left behind holds a row: say so instead of hanging
    SELECT array_agg(oid::regclass::text),
           string_agg(oid::regclass::text, ', ') FILTER (WHERE pg_relation_size(oid) > 1048576
               OR pg_relation_size(oid) > 0 AND oid IN (SELECT tgrelid FROM pg_trigger WHERE tgenabled = 'A'))
      INTO tables, truncated
      FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission');
    IF truncated IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || truncated || ' CASCADE';
    END IF;
    FOREACH one IN ARRAY tables LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
END $$
"""


def empty_quickly() -> None:
    """From now on tests with `transactional_db` are cleaned up by `empty_tables`, where the role may."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_ALLOWED)
        (is_allowed,) = cursor.fetchone()
    if is_allowed:
        TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined]


def empty_tables() -> None:
    """Delete every row that a test can have written; sequences go on, as with Django's flush."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)


def _teardown(case: Any) -> None:
    empty_tables()
