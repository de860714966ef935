"""Bytes to text for charsets as they really occur, which is often not as declared (WHATWG Encoding, RFC 2152)."""

from __future__ import annotations

import codecs
import re
import string
from encodings.aliases import aliases

from charset_normalizer import from_bytes

# Names that mean a superset in practice: GB2312 that is GBK, Latin-1 that is windows-1252, Shift_JIS with NEC rows.
_REALLY = {
    "gb2312": "gb18030", "gbk": "gb18030", "xgbk": "gb18030", "gb231280": "gb18030", "cp936": "gb18030",
    "euccn": "gb18030", "chinese": "gb18030", "isoir58": "gb18030", "hzgb2312": "hz", "gb18030": "gb18030",
    "iso88591": "cp1252", "latin1": "cp1252", "isolatin1": "cp1252", "usascii": "cp1252", "ascii": "cp1252",
    "ansix3": "cp1252", "windows1252": "cp1252", "iso88591windows1252": "cp1252", "ansi": "cp1252",
    "iso885911": "cp874", "tis620": "cp874", "iso88599": "cp1254", "windows874": "cp874",
    "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932", "mskanji": "cp932", "windows31j": "cp932",
    "euckr": "cp949", "ksc56011987": "cp949", "ksc5601": "cp949", "uhc": "cp949", "windows949": "cp949",
    "korean": "cp949", "big5": "big5hkscs", "xxbig5": "big5hkscs", "cp950": "cp950", "big5tw": "big5hkscs",
    "iso88598i": "iso8859_8", "iso88598e": "iso8859_8", "iso88596i": "iso8859_6", "iso88596e": "iso8859_6",
    "xmaccyrillic": "mac_cyrillic", "macintosh": "mac_roman", "xmacroman": "mac_roman", "koi8ru": "koi8_u",
    "utf8": "utf-8", "utf8mb4": "utf-8", "cp65001": "utf-8", "unicode11utf8": "utf-8", "xunicode20utf8": "utf-8",
    "unicode": "utf-16", "ucs2": "utf-16", "iso10646ucs2": "utf-16", "utf16": "utf-16", "utf7": "utf-7",
    "unicode11utf7": "utf-7", "xunicode11utf7": "utf-7", "xeucjp": "euc_jp", "windows1251": "cp1251",
    "cp932": "cp932", "cp949": "cp949", "cp1252": "cp1252",
    "cp65000": "utf-7", "cp20866": "koi8_r", "cp21866": "koi8_u", "cp28591": "cp1252",
    "cp51949": "cp949",
    "eucpkdfmtjapanese": "euc_jp", "cseucpkdfmtjapanese": "euc_jp", "cp51932": "euc_jp", "cp54936": "gb18030",
    "cp1251": "cp1251", "win": "cp1251", "cp10000": "mac_roman", "cp1200": "utf-16", "cp1201": "utf_16_be",
}  # fmt: skip
_JAPANESE_7BIT = ("iso2022jp", "csiso2022jp", "iso2022jpms", "cp50220", "cp50221", "cp50222", "iso2022jp1")
# Python knows "charsets" that are no charsets at all: zlib, rot13, idna, unicode_escape...
_NOT_TEXT = frozenset(
    str.split(
        "base64_codec bz2_codec hex_codec quopri_codec rot_13 uu_codec zlib_codec mbcs oem idna punycode undefined "
        "raw_unicode_escape unicode_escape"
    )
)
_TEXT_CODECS = frozenset(set(aliases.values()) - _NOT_TEXT)
_CODE_PAGE = re.compile(r"(?:x|cs)?(?:cp|windows|win|ibm|ms|dos)(\d{3,5})")
_SURE_BYTES = 12
_BROKEN_SHARE = 0.6
_NAME_NOISE = re.compile(r"[^a-z0-9]")
_ESCAPES = re.compile(rb"\x1b(\$[@B]|\$\([@BD]|\([BJIH])")
_CP1252_HOLES = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_GUESS_BYTES = 32_768
_GUESSABLE = [
    "cp1252",
    "cp1251",
    "koi8_r",
    "cp1250",
    "gb18030",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1254",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp866",
]

_ASCII = bytes(range(0x80))
_ASCII_LETTERS = string.ascii_letters.encode()


def decode_bytes(data: bytes, declared: str = "") -> tuple[str, bool]:
    """Decode `data` by its declared charset or better; True when the declaration was missing, wrong or unknown."""
    codec = find_codec(declared)
    if codec == "iso2022jp":
        return (data.decode("utf-8"), True) if _is_surely_utf8(data) else (_decode_iso2022jp(data), False)
    if codec == "utf-7":
        return data.decode("utf-7", "replace"), False
    if data.isascii() and codec not in ("utf-16", "utf_16_le", "utf_16_be", "utf_32", "hz", "iso2022_kr"):
        if b"\x1b" in data and _ESCAPES.search(data):
            return _decode_iso2022jp(data), True
        return data.decode("ascii"), codec is None and bool(declared)
    if codec in (None, "cp1252"):
        return _decode_undeclared(data, is_latin=bool(declared) and "ascii" not in declared.lower())
    assert codec is not None
    if codec != "utf-8" and _is_surely_utf8(data):
        return data.decode("utf-8"), True
    try:
        return data.decode(codec), False
    except (UnicodeDecodeError, LookupError):
        return _decode_wrongly_declared(data, codec), True


def _is_surely_utf8(data: bytes) -> bool:
    """Whole and valid, with enough bytes above ASCII that no other charset looks like it by chance."""
    if sum(byte > 0x7F for byte in data[:400]) < _SURE_BYTES:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def find_codec(declared: str) -> str | None:
    """The Python codec for a declared charset, `iso2022jp` for that whole family, None when unknown."""
    key = _NAME_NOISE.sub("", declared.lower())
    if not key:
        return None
    if key in _JAPANESE_7BIT:
        return "iso2022jp"
    if page := _CODE_PAGE.fullmatch(key):
        key = f"cp{page.group(1)}"
    if key in _REALLY:
        return _REALLY[key]
    if key.startswith("cp"):
        declared = key
    try:
        name = codecs.lookup(declared.strip("\"' ").replace(" ", "-")).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return (
        name
        if name.replace("-", "_") in _TEXT_CODECS or name.startswith(("utf", "iso", "cp", "koi"))
        else None
    )


def _decode_undeclared(data: bytes, is_latin: bool) -> tuple[str, bool]:
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    if not is_latin or _is_another_script(data):
        guess = _guess(data)
        if guess:
            return data.decode(guess, "replace"), True
    return _decode_windows1252(data), not is_latin


def _decode_wrongly_declared(data: bytes, codec: str) -> str:
    if codec != "utf-8":
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode(codec, "replace")
    text = data.decode("utf-8", "replace")
    # Hardly a valid multi-byte sequence: not damaged UTF-8 but another charset.
    broken, above = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    if broken == above or broken > _BROKEN_SHARE * above:
        guess = _guess(data) if _is_another_script(data) else None
        return data.decode(guess, "replace") if guess else _decode_windows1252(data)
    return text


def _is_another_script(data: bytes) -> bool:
    """Letters mostly above ASCII: no text in a Latin alphabet, whatever was declared."""
    start = data[:2000]
    above = len(start.translate(None, _ASCII))
    return above >= _SURE_BYTES and above > len(start) - len(start.translate(None, _ASCII_LETTERS))


def _decode_windows1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_WINDOWS1252)


_WINDOWS1252 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _CP1252_HOLES
} | _CP1252_HOLES


def _guess(data: bytes) -> str | None:
    """A statistical guess for undeclared 8-bit text; None when it is no better than windows-1252."""
    if sum(byte > 0x7F for byte in data[:2000]) < 4:
        return None
    best = from_bytes(data[:_GUESS_BYTES], cp_isolation=_GUESSABLE, steps=4, chunk_size=512).best()
    return best.encoding if best is not None else None


def _decode_iso2022jp(data: bytes) -> str:
    """ISO-2022-JP with everything Windows adds to it (NEC row 13, IBM extensions, half-width kana)."""
    pieces = []
    mode, position = b"(B", 0
    for match in _ESCAPES.finditer(data):
        pieces.append(_decode_segment(data[position : match.start()], mode))
        mode, position = match.group(1), match.end()
    pieces.append(_decode_segment(data[position:], mode))
    return "".join(pieces)


def _decode_segment(segment: bytes, mode: bytes) -> str:
    if not segment:
        return ""
    if mode == b"(I":
        return bytes(byte | 0x80 for byte in segment).decode("cp932", "replace")
    if mode in (b"$@", b"$B", b"$(@", b"$(B"):
        return _shift(segment).decode("cp932", "replace")
    if mode == b"$(D":
        return (b"\x1b$(D" + segment + b"\x1b(B").decode("iso2022_jp_1", "replace")
    return segment.decode("ascii") if segment.isascii() else segment.decode("cp932", "replace")


def _shift(segment: bytes) -> bytes:
    """JIS X 0208 pairs to Shift_JIS pairs; line ends and blanks inside a segment are passed through."""
    out = bytearray()
    position, end = 0, len(segment)
    while position < end:
        first = segment[position]
        if first <= 0x20 or first > 0x7E or position + 1 >= end:
            out.append(first)
            position += 1
            continue
        second = segment[position + 1]
        row, cell = first - 0x21, second - 0x21
        lead = (row >> 1) + 0x81
        trail = cell + (0x40 if not row & 1 else 0x9F)
        if not row & 1 and trail >= 0x7F:
            trail += 1
        out.append(lead if lead < 0xA0 else lead + 0x40)
        out.append(trail & 0xFF)
        position += 2
    return bytes(out)
