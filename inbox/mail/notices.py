"""What kind of mail it is besides its words: a code each, with what a reader needs after a colon.

A signature is named, never judged: who signed, and whether it holds, is for `trust` and for the reader's own keys.
"""

from __future__ import annotations

from inbox.mail.characters import clean_line

_BY_TYPE = {
    "application/pgp-encrypted": "encrypted_pgp",
    "application/pgp-signature": "signed_pgp",
    "application/pkcs7-signature": "signed_smime",
    "application/x-pkcs7-signature": "signed_smime",
    "message/delivery-status": "delivery_report",
    "message/global-delivery-status": "delivery_report",
    "message/disposition-notification": "read_receipt",
    "message/global-disposition-notification": "read_receipt",
    "message/feedback-report": "complaint",
}
_MAX_NOTICES = 12
_MAX_DETAIL = 300


class Notices:
    """Collected while a mail is read; each code with each detail once, at most twelve."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, code: str, detail: str = "") -> None:
        """Note `code`; `detail` is the sender's text and only ever shown as such."""
        if len(self._found) < _MAX_NOTICES:
            detail = clean_line(detail)[:_MAX_DETAIL]
            self._found[f"{code}: {detail}" if detail else code] = None

    def add_type(self, content_type: str) -> None:
        """Note what the media type of a part tells by itself."""
        code = _BY_TYPE.get(content_type)
        if code is not None:
            self.add(code)

    def add_text(self, text: str) -> None:
        """Note armour of OpenPGP inside the text (RFC 9580)."""
        if "-----BEGIN PGP " in text:
            if "-----BEGIN PGP MESSAGE-----" in text:
                self.add("encrypted_pgp")
            if "-----BEGIN PGP SIGNED MESSAGE-----" in text:
                self.add("signed_pgp")

    def has(self, prefix: str) -> bool:
        """Whether a code that begins so was noted."""
        return any(one.startswith(prefix) for one in self._found)

    def all(self) -> tuple[str, ...]:
        """In the order in which they were found."""
        return tuple(self._found)
