"""Pictures and papers that customers and agents attach, drawn here so that they belong to nobody."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from helpdesk.demo.content.model import AttachmentSpec

_NAMES = {
    "vase": "IMG_{n}.jpg",
    "mug": "IMG_{n}.jpg",
    "label": "label_{n}.png",
    "screenshot": "Screenshot_{n}.png",
    "invoice": "invoice-{n}.pdf",
}
_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


def attachment(kind: str, number: int, *, is_inline: bool = False, text: str = "") -> AttachmentSpec:
    """One file: `mug`, `vase`, `label`, `screenshot` or `invoice` (whose line is `text`). KeyError for another kind."""
    name = _NAMES[kind].format(n=number)
    content = {"mug": mug, "vase": vase, "label": label, "screenshot": screenshot}.get(kind)
    body = content(number % 4) if content else invoice(text)
    content_id = f"{name.partition('.')[0].lower()}@photo.example" if is_inline else ""
    return AttachmentSpec(name, _TYPES[name.rpartition(".")[2]], body, content_id)


@cache
def mug(variant: int) -> bytes:
    """A mug in pieces on a table, its handle off, JPEG 480 × 360."""
    return _broken(variant, has_handle=True)


@cache
def vase(variant: int) -> bytes:
    """A cracked vase on a table, JPEG 480 × 360."""
    return _broken(variant, has_handle=False)


def _broken(variant: int, *, has_handle: bool) -> bytes:
    rng = Random(variant)
    picture = Image.new("RGB", (480, 360), (198, 172, 140))
    draw = ImageDraw.Draw(picture)
    glaze = ((88, 118, 128), (150, 96, 74), (110, 124, 92), (70, 80, 104))[variant]
    for row in range(0, 360, 24):
        draw.line((0, row, 480, row + rng.randint(-6, 6)), fill=(184, 158, 126), width=2)
    draw.ellipse((150, 268, 360, 318), fill=(160, 134, 104))
    draw.rounded_rectangle((170, 110, 320, 295), 18, fill=glaze)
    draw.ellipse((170, 92, 320, 134), fill=tuple(shade - 24 for shade in glaze))
    if has_handle:
        draw.arc((290, 150, 372, 250), -80, 80, fill=glaze, width=16)
    crack = [(200 + rng.randint(0, 60), 118)]
    while crack[-1][1] < 285:
        x, y = crack[-1]
        crack.append((x + rng.randint(-16, 18), y + rng.randint(12, 26)))
    draw.line(crack, fill=(240, 236, 228), width=4)
    for _ in range(6):
        x, y = rng.randint(40, 440), rng.randint(295, 340)
        draw.polygon(
            [(x, y), (x + rng.randint(12, 34), y + 4), (x + rng.randint(4, 20), y + rng.randint(10, 20))],
            fill=glaze,
        )
    return _saved(picture, "JPEG")


@cache
def label(variant: int) -> bytes:
    """A crumpled return label, PNG 360 × 240."""
    rng = Random(variant + 10)
    picture = Image.new("RGB", (360, 240), (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((8, 8, 351, 231), outline=(30, 30, 30), width=3)
    left = 30
    while left < 320:
        width = rng.randint(1, 6)
        draw.rectangle((left, 120, left + width, 200), fill=(20, 20, 20))
        left += width + rng.randint(2, 6)
    draw.text((30, 30), "RETURN / RETOURE", fill=(20, 20, 20))
    draw.text((30, 60), f"0034 0434 {rng.randint(1000, 9999)} {rng.randint(1000, 9999)}", fill=(20, 20, 20))
    return _saved(picture, "PNG")


@cache
def screenshot(variant: int) -> bytes:
    """A phone's screen with an error, PNG 270 × 480."""
    picture = Image.new("RGB", (270, 480), (246, 247, 250))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 270, 44), fill=((34, 60, 120), (20, 110, 90), (120, 40, 60), (60, 60, 70))[variant])
    draw.text((16, 16), f"09:4{variant}", fill=(255, 255, 255))
    draw.rounded_rectangle((20, 150, 250, 270), 12, fill=(255, 255, 255), outline=(210, 60, 60), width=2)
    draw.text((40, 180), f"Error 40{variant}", fill=(180, 30, 30))
    draw.text((40, 210), "Please try again later.", fill=(60, 60, 60))
    return _saved(picture, "PNG")


def invoice(text: str) -> bytes:
    """A one-page PDF (PDF 1.4, ISO 32000-1) that says `text`; signs outside Latin-1 become question marks."""
    lines = ["INVOICE / RECHNUNG / FACTURE", *text.splitlines()]
    shown = " ".join(f"({_pdf_string(line)}) Tj 0 -22 Td" for line in lines)
    stream = f"BT /F1 14 Tf 60 770 Td {shown} ET".encode("latin-1", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


def _pdf_string(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    picture.save(out, kind, quality=82) if kind == "JPEG" else picture.save(out, kind, optimize=True)
    return out.getvalue()
