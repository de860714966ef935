"""A message's parts: the framed body, the original, its files. None of them ever runs in our origin."""

from __future__ import annotations

import io
import re
from email.utils import quote
from urllib.parse import quote as url_quote

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from PIL import Image, UnidentifiedImageError

from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.marks import public
from inbox.access import access_attachment, access_message
from inbox.mail.defuse import defuse_links
from inbox.mail.sanitize import sanitize_html
from inbox.models import Attachment
from inbox.queries.message_view import PREVIEWABLE, are_links_defused
from inbox.storage import read_blob
from inbox.web.markup import mark_sanitised

# UI.md 1: no scripts, and nothing from elsewhere; images only from the signed media path.
_SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_MEDIA_SALT = "mail-media"
_MEDIA_SECONDS = 3600
_MAX_PIXELS = 40_000_000


@require_safe
def body(request: SignedInRequest, message_id: int) -> HttpResponse:
    """The sanitised HTML of a message as a document of its own, for the sandboxed frame."""
    message = access_message(request.access, message_id)
    inline = message.attachments.filter(is_inline=True).exclude(content_id="")
    media = request.build_absolute_uri("/mail-media/")
    urls = {picture.content_id: media + _media_token(picture) for picture in inline}
    # Stored HTML keeps its cid: addresses; sanitising it again is idempotent and gives them a signed address.
    if are_links_defused(message):
        html = sanitize_html(defuse_links(message.safe_html), cid_urls=urls, with_links=False)
    else:
        html = sanitize_html(message.safe_html, cid_urls=urls)
    response = render(
        request, "inbox/message_body.html", {"language": message.language, "html": mark_sanitised(html)}
    )
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src {media} data:; style-src 'unsafe-inline'; form-action 'none'; "
        f"base-uri 'none'; frame-ancestors 'self'; sandbox {_SANDBOX}"
    )
    return response


@require_safe
def source(request: SignedInRequest, message_id: int) -> HttpResponse:
    """The mail as it came, for download."""
    message = access_message(request.access, message_id)
    if message.inbound is None or message.inbound.raw is None:
        raise Http404
    return _download(read_blob(message.inbound.raw), f"message-{message.pk}.eml")


@require_safe
def attachment(request: SignedInRequest, attachment_id: int) -> HttpResponse:
    """A file as a download, whatever type it claims to be."""
    found = access_attachment(request.access, attachment_id)
    return _download(read_blob(found.blob), found.name)


@require_safe
def attachment_preview(request: SignedInRequest, attachment_id: int) -> HttpResponse:
    """A picture, drawn anew by us."""
    return _picture(access_attachment(request.access, attachment_id))


@public
@require_safe
def mail_media(request: HttpRequest, token: str) -> HttpResponse:
    """An inline image by a signed address that lives an hour: the frame's origin sends no session cookie."""
    try:
        attachment_id = signing.loads(token, salt=_MEDIA_SALT, max_age=_MEDIA_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    found = Attachment.objects.select_related("blob").filter(pk=attachment_id).first()
    if found is None:
        raise Http404
    return _picture(found)


def _media_token(picture: Attachment) -> str:
    return signing.dumps(picture.pk, salt=_MEDIA_SALT)


def _picture(found: Attachment) -> HttpResponse:
    if found.content_type not in PREVIEWABLE:
        raise Http404
    try:
        with Image.open(io.BytesIO(read_blob(found.blob)), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise Http404
            image.thumbnail((1600, 1600))
            redrawn = io.BytesIO()
            image.convert("RGBA" if image.mode in ("P", "LA", "PA", "RGBA") else "RGB").save(redrawn, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Http404 from error
    response = HttpResponse(redrawn.getvalue(), content_type="image/png")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    patch_cache_control(response, private=True, max_age=_MEDIA_SECONDS)
    return response


def _download(content: bytes, name: str) -> HttpResponse:
    """RFC 6266: an ASCII name for old clients, the real one beside it."""
    plain = quote(re.sub(r"[^A-Za-z0-9._ -]", "_", name))
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{url_quote(name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
