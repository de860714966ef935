"""What a subject is about, without the marks that replies, forwards, lists and desks put on it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Marks of mail programs by language, as they stand in front of a colon. A language missing here costs one join by
# subject at most; References and tokens need no subject.
_REPLY = str.split(
    "re res ref rép réf réponse aw antw antwort antwoord sv svar vs vast vá válasz odp odg odpověď odpoveď "
    "odgovor ynt yan yanıt rif r ri rsp resp ats atb bls balas на ha отв ответ відп відповідь απ απαντ απάντηση "
    "回复 回覆 答复 答覆 回信 返信 返 회신 답장 답변 رد الرد השב תשובה ตอบกลับ ตอบ trl jaw ad"
)
_FORWARD = str.split(
    "fw fwd wg tr trans rv enc i inoltro doorst vb vl videresendt pd vidarebefordrat fs tov továbbítás ilt iletim "
    "fwb trs пересл перес fwrd πρθ προώθ 转发 轉寄 转寄 轉發 転送 转 전달 הועבר إعادة ส่งต่อ prosl"
)
_MARK = "|".join(sorted(map(re.escape, (*_REPLY, *_FORWARD)), key=len, reverse=True))
# `Re:`, `RE[2]:`, `Re^3:`, `Re(2):`, `AW :`, and the full-width colon of East Asian programs. Without a colon
# it is a word: "Re" alone is nobody's mark.
_PREFIX = re.compile(
    rf"(?:{_MARK})\s?(?:\[\s?\d{{1,3}}\s?\]|\(\d{{1,3}}\)|[\^*]\d{{1,3}}|\d{{1,2}})?\s?[:：]\s*"
)
_TWO_WORDS = re.compile(r"(?:reply|response to|trả lời|chuyển tiếp|podaj dalej|tl)\s?[:：]\s*")
# `[support]`, `[EXTERNAL]`, `【重要】`, `[Ticket#123]` in front: a list's, gateway's or desk's, not the writer's.
_TAG = re.compile(r"(?:\[[^\[\]]{1,60}\]|【[^【】]{1,60}】)\s*")
_NUMBER = re.compile(
    r"[\[({]?\s?(?:(?:ticket|case|request|vorgang|anfrage|dossier|caso|ref|id)\s?(?:no|nr|number|id)?[.:]?\s?[#№]?"
    r"\s?|[#№]\s?)(?:[a-z]{0,4}-?)\d{2,18}\s?[\])}]?\s*[:：-]?\s*"
)
_BRACKETED_NUMBER = re.compile(r"[\[({]\s?(?:[#№]|ticket\s?#?|case\s?#?)\s?\d{2,18}\s?[\])}]\s*")
_TRAIL = re.compile(r"\s*\((?:fwd|was:[^()]*|war:[^()]*)\)\s*$")
_MEANS_SOMETHING = re.compile(r"[^\W\d_]")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Subject:
    """`base` is folded for comparison and empty when nothing but numbers is left."""

    base: str
    is_reply: bool


NO_SUBJECT = Subject("", False)


def read_subject(text: str) -> Subject:
    """Split a decoded subject into what it is about and whether a reply or forward mark stood before it.

    Ticket numbers go too: one in a subject proves nothing and must not make two subjects equal (SECURITY A5).
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().replace("i\u0307", "i")  # Turkish İ
    rest = " ".join(folded.split())
    is_reply = False
    while rest:
        mark = _PREFIX.match(rest) or _TWO_WORDS.match(rest)
        if mark:
            is_reply = True
        else:
            mark = _TAG.match(rest) or _NUMBER.match(rest)
            # A subject that is only a tag keeps it: there would be nothing left to compare.
            if mark and mark.end() == len(rest) and not _NUMBER.fullmatch(rest):
                break
        if not mark or not mark.end():
            break
        rest = rest[mark.end() :]
    rest = _TRAIL.sub("", _BRACKETED_NUMBER.sub("", rest)).strip(" -:：")
    return Subject(rest if _MEANS_SOMETHING.search(rest) else "", is_reply)
