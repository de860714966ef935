"""Events are appended and nothing else; `xid` gives the later sealer an order no late committer can slip before."""

from django.db import migrations

CREATE = """
ALTER TABLE audit_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_event_rows_stay BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only();
CREATE TRIGGER audit_event_table_stays BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_rows_stay;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_table_stays;
"""

DROP = """
DROP TRIGGER audit_event_table_stays ON audit_event;
DROP TRIGGER audit_event_rows_stay ON audit_event;
DROP FUNCTION audit_event_is_append_only();
ALTER TABLE audit_event DROP COLUMN xid;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
