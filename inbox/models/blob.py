"""Bytes stored once per content: raw mails and attachments."""

from __future__ import annotations

from django.db import models


class Blob(models.Model):
    """The row for one content. The bytes are its `SmallContent`, or lie in the `blobs` storage under a name
    made of the SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "blob"

    @property
    def storage_name(self) -> str:
        """Two levels of folders, so that no folder holds millions of files."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class SmallContent(models.Model):
    """The bytes of a small blob, in the database: written with its row by one statement, backed up with it, and
    without a file and a flush of the disk for each of a million short mails. Large blobs lie in the storage."""

    blob = models.OneToOneField(
        Blob, models.CASCADE, primary_key=True, db_column="sha256", related_name="small"
    )
    data = models.BinaryField()

    class Meta:
        db_table = "blob_small_content"
