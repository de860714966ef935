"""Gmail's labels in a Takeout mbox (`X-Gmail-Labels`), which name the system folders in the account's language."""

from __future__ import annotations

import csv

from inbox.mail.encoded_words import decode_words

SENT, SPAM, TRASH, DRAFT, CHAT = "sent", "spam", "trash", "draft", "chat"

# Names of Gmail's own labels in the languages of its screens that our customers' accounts use.
_NAMES = {
    SENT: "sent|gesendet|messages envoyés|envoyés|enviados|enviado|inviati|posta inviata|verzonden|wysłane|"
    "skickat|skickade|sendt|sendte|отправленные|送信済み|送信済みメール|已发送|已发邮件|已傳送|寄件備份|보낸편지함",
    SPAM: "spam|junk|pourriel|correo no deseado|skräppost|søppelpost|uønsket mail|спам|迷惑メール|"
    "垃圾邮件|垃圾郵件|스팸|스팸함|lixo eletrônico",
    TRASH: "trash|bin|deleted|papierkorb|corbeille|papelera|cestino|lixeira|lixo|prullenbak|kosz|"
    "papperskorgen|papirkurv|søppel|корзина|ゴミ箱|已删除邮件|垃圾箱|垃圾桶|휴지통",
    DRAFT: "drafts|draft|entwürfe|entwurf|brouillons|brouillon|borradores|bozze|rascunhos|concepten|"
    "wersje robocze|utkast|kladder|черновики|下書き|草稿|임시보관함",
    CHAT: "chat|chats|hangouts|チャット|聊天|聊天记录|채팅",
}
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names.split("|")}


def labels_of(header: str) -> frozenset[str]:
    """The system labels (SENT, SPAM, TRASH, DRAFT, CHAT) of an X-Gmail-Labels value; other labels are left out.

    The value is a line of comma separated names, quoted where needed, as encoded words outside of ASCII.
    """
    if not header:
        return frozenset()
    row = next(csv.reader([" ".join(decode_words(header[:4000]).split())], skipinitialspace=True), [])
    return frozenset(_MEANING[name] for one in row if (name := one.strip().lower()) in _MEANING)
