"""What was said stays as it was said (SECURITY.md K1): the database itself refuses to change a message's words."""

from django.db import migrations

CREATE = """
CREATE FUNCTION message_words_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the words and headers of a message are never changed (message %)', OLD.id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER message_words_are_final
  BEFORE UPDATE OF direction, author_id, inbound_id, from_name, from_address, "to", cc, reply_to, subject,
    message_id, in_reply_to, "references", text, quoted_text, signature, written_at, created_at
  ON message FOR EACH ROW
  WHEN (OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION message_words_are_final();
"""

DROP = """
DROP TRIGGER message_words_are_final ON message;
DROP FUNCTION message_words_are_final();
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
