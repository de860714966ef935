"""How mail programs of the world announce quoted history, line by line. Patterns only; `quotes` decides."""

from __future__ import annotations

import re

_I = re.IGNORECASE

_VERBS = (
    r"wrote|writes|schrieb|geschrieben|écrit|ecrit|escribió|escribio|escrito|ha scritto|scritto|escreveu|"
    r"schreef|geschreven|napisał(?:\(a\)|a)?|napisal(?:\(a\)|a)?|pisze|skrev|skreiv|skrifaði|kirjoitti|"
    r"написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|пишет|пише|написав|napsal(?:\(a\)|a)?|napísal|írta|a scris|"
    r"έγραψε|yazdı|yazmış|va escriure|escriu|kirjutas|rakstīja|rašė|je napisao|đã viết|menulis|เขียน|كتب|כתב"
)
_OPENERS = (
    r"on|at|am|le|il|el|em|às|op|w dniu|dnia|den|på|pe|dne|dňa|dana|tarihinde|vào|a|kl|ons|tors|fre|lör|sön|mån|tis|"
    r"man|tir|tor|lør|søn|in data|il giorno|в|вт|пн|ср|чт|пт|сб|вс|στις|在|于|於|בתאריך|في|el día|a \d"
)
# A date or an address must stand in it: "As I wrote:" is the customer's own words.
_DATED = r"(?=.*(?:\d{1,4}[./:\- ]\d|\d{1,2}[.,]? \w{3,}|\d{4}|@))"
_START = rf"^[\s>*_-]*+{_DATED}(?:"
_BY_VERB = re.compile(
    _START + rf"(?:{_OPENERS})\b.{{4,500}}?(?<!\w)(?:{_VERBS})(?!\w).{{0,200}}[:：]?[\s*_-]*"
    rf"|.{{2,300}}(?<!\w)(?:{_VERBS})\s*[:：][\s*_-]*"
    rf"|.{{2,300}}(?<!\w)(?:{_VERBS})\s.{{2,200}}[<(\[][^\s<>]+@[^\s<>]+[>)\]]\s*[:：]"
    rf"|.{{2,300}}(?<!\w)(?:{_VERBS})\s*\(.{{4,60}}\)\s*[:：]"
    rf"|.{{2,100}}(?<!\w)(?:{_VERBS})\s(?:\w{{1,3}}\s)?\d{{1,4}}[./-]\s?\d.{{0,60}}[:：]"
    rf"|.{{2,200}}[<(\[][^\s<>]+@[^\s<>]+[>)\]]\s*(?:{_VERBS})\s.{{2,100}}[:：]"
    r")$",
    _I,
)
_BY_MARK = re.compile(
    _START + r".{2,300}[<(][^\s<>]+@[^\s<>]+[>)]\s?(?:のメール|さんのメール)\s*[:：]"
    r"|\d{4}[/年].{2,200}のメール\s*[:：]"
    r"|(?:quoting|zitat von|citando|quoted from) .{0,200}@.{2,200}[:：]"
    r"|wiadomość napisana przez .{2,300}[:：]"
    r"|.{0,80}\d.{1,40}\D\d{1,2}[:.]\d\d.{1,200}[<(][^\s<>]+@[^\s<>]+[>)]\s*[:：][\s*]*"
    r"|(?:在|于|於)?.{2,300}(?:写道|寫道|写到|写信|來信|来信)\s*[:：]?[\s*]*"
    r"|.{2,300}(?:さん|様|氏)?(?:は|が)(?:次のように)?(?:書きました|書いた|のメッセージ).{0,20}[:：]?"
    r"|.{2,300}(?:님이|이\(가\)|님께서)?\s*(?:작성|쓴 글|씀|썼습니다|쓰셨습니다|작성했습니다).{0,10}[:：]?"
    r"|\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월].{2,200}[<＜(「][^\s<>]+@[^\s<>]+[>＞)」]\s*[:：]?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}.{2,200}[<(][^\s<>]+@[^\s<>]+[>)]\s*[:：]"
    r")$",
    _I,
)
_VERB = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)", _I)


def is_attribution(text: str) -> bool:
    """Whether `text` (one line, or a wrapped one joined) announces a quote. Most lines hold no verb and cost little."""
    by_verb = _VERB.search(text) is not None and _BY_VERB.match(text) is not None
    return by_verb or _BY_MARK.match(text) is not None


# "On 3 Nov I wrote to you:" are the customer's words about a mail, not a mail program's.
FIRST_PERSON = re.compile(
    rf"(?<!\w)(?:i|we|you|they|ich|wir|sie|ihr|j['’]ai|nous|vous|yo|nosotros|io|noi|eu|nós|ik|wij|we|u|jag|jeg|vi|ja|my|"
    rf"я|мы|вы|ben|biz)\s+(?:(?:have|had|already|avez|avons|habt|habe|haben|hatte|lhe|le|ho|vos|te|har|heb|hebben)\s+)?(?:{_VERBS})(?!\w)"
    rf"|(?<!\w)(?:{_VERBS})\s+(?:ich|wir|ik|wij|jag|jeg|vi|to you|an sie|ihnen)(?!\w)"
    r"|(?:我|我们|私|저|제).{0,12}(?:写道|写信|書)",
    _I,
)
# Strong enough to cut without a single quoted line below it: an address, or a line that begins as programs begin it
# and has a time of day. "Your colleague wrote on 3.11. 10:00:" may be the customer's own account.
TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d\d")
ATTRIBUTION_START = re.compile(rf"^[\s>*_-]*+(?:(?:{_OPENERS})\b|\d{{1,4}}[-./ 年년])", _I)
# How a line may end that ends an attribution without a colon.
ATTRIBUTION_END = re.compile(rf"(?:(?:{_VERBS})|写道|寫道|写到|書きました|작성|쓴 글|@\S+>)$", _I)
SHARED_LINE = re.compile(rf"^(.{{1,500}}?[^\s-])\s*(-{{2,}}\s*On\b.{{4,300}}\b(?:{_VERBS}):?\s*)$", _I)

_MARKER = re.compile(
    r"original message|replied message|original appointment|reply message|forwarded message|"
    r"forwarded by .{1,80}|"
    r"ursprüngliche nachricht|urspr\. nachricht|originalnachricht|weitergeleitete nachricht|original-nachricht|"
    r"message d'origine|message original|message initial|message transféré|message transfere|mensaje original|"
    r"mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|"
    r"oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|"
    r"wiadomość przekazana|treść oryginalnej wiadomości|ursprungligt meddelande|originalmeddelande|"
    r"vidarebefordrat meddelande|oprindelig meddelelse|videresendt meddelelse|original meddelelse|"
    r"opprinnelig melding|videresendt melding|исходное сообщение|пересылаемое сообщение|"
    r"пересланное сообщение|元のメッセージ|転送メッセージ|original message|转发邮件信息|原始邮件|原邮件|"
    r"转发的邮件|轉寄郵件|原始郵件|回复的原邮件|回复的邮件|원본 메일|원본 메시지|원본메일|전달된 메시지|"
    r"orijinal mesaj|özgün ileti|původní zpráva|eredeti üzenet|mesaj original|alkuperäinen viesti|"
    r"邮件原件|原始信息|原始訊息|回覆的原郵件|원본 이메일|původní e-?mail|pôvodná správa|початкове повідомлення|"
    r"оригинальное сообщение|oprindelig besked|original besked|oorspronkelijk e-mailbericht|orijinal ileti|"
    r"missatge original|αρχικό μήνυμα|הודעה מקורית|message d’origine|"
    r"الرسالة الأصلية|original e-?mail|ursprüngliche e-?mail|oorspronkelijke e-?mail",
    _I,
)
_MARKER_SENTENCE = re.compile(
    r"^[\s>*]*+(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"début du message (?:réexpédié|transféré)|"
    r"inizio messaggio inoltrato|inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)|"
    r"begin doorgestuurd bericht|vidarebefordrat brev|videresendt besked|videresendt melding|"
    r"転送されたメッセージ|下面是被转发的邮件|начало переадресованного сообщения|"
    r"początek przekazywanej wiadomości)\s*[:：]\s*$",
    _I,
)


def is_marker(line: str) -> bool:
    """Whether a line says "Original Message" between dashes, or "Begin forwarded message:", in any language."""
    words = line.strip(" \t\u00a0>*_-=")
    if not words or len(words) > _MAX_MARKER:
        return False
    before, _words, after = line.partition(words)
    if _RULE.search(before) and _RULE.search(after):
        return _MARKER.fullmatch(words) is not None or (words.lower() == "original" and "------" in before)
    return _MARKER_SENTENCE.match(line) is not None


_RULE = re.compile(r"[-_=]{2}")
_MAX_MARKER = 120
FORWARD = re.compile(
    r"forward|weitergeleitet|transf|reenv|inoltr|encaminh|doorge|przekaz|vidare|videre|перес|転送|转发|轉寄|전달",
    _I,
)

_FROM = (
    "from|von|de|da|van|od|från|fra|от|от кого|差出人|发件人|寄件者|寄件人|發件人|보낸 ?사람|보낸이|kimden|gönderen|"
    "lähettäjä|feladó|expeditor|de la|gönderen|від|发信人|發信人|발신|발신자|από|từ|dari|pošiljatelj|odosielateľ|من|מאת"
)
_SENT = (
    "sent|date|gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviada em|enviado em|fecha|data|inviato|"
    "verzonden|wysłano|skickat|sendt|dato|отправлено|дата|送信日時|日付|日時|发送时间|寄件日期|傳送時間|日期|发送日期|時間|时间|"
    "보낸 ?날짜|보낸 ?시간|날짜|전송|tarih|gönderme tarihi|gönderilme|lähetetty|päivämäärä|päiväys|gönderildi|"
    "elküldve|dátum|odesláno|odoslané|надіслано|trimis|trimis la|wysłane|wysłany|enviat el|στάλθηκε|ημερομηνία|đã gửi|"
    "ngày|dikirim|tanggal|poslano|verstuurd|expédié|spedito|data invio|invio|التاريخ|تاريخ الإرسال|נשלח|תאריך"
)
_TO = (
    "to|an|à|a|para|aan|do|till|til|кому|宛先|收件人|收件者|받는 ?사람|받는이|수신|수신자|kime|alıcı|vastaanottaja|"
    "címzett|către|komu|per a|προς|tới|đến|kepada|za|إلى|אל"
)
_SUBJECT = (
    "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|ämne|emne|тема|件名|主题|主旨|主題|제목|"
    "konu|aihe|tárgy|subiect|předmět|predmet|assumpte|θέμα|chủ đề|subjek|الموضوع|נושא"
)
_OTHER = (
    "cc|kopie|copie|copia|cópia|kopia|kopi|копия|抄送|副本|參照|참조|reply-to|antwort an|bcc|importance|"
    "attachments|priorit[äy]t?"
)
HEADER_LABEL = re.compile(
    rf"^(?:(?P<from>{_FROM})|(?P<sent>{_SENT})|(?P<to>{_TO})|(?P<subject>{_SUBJECT})|(?P<other>{_OTHER}))"
    r"\s*\**\s*[:：]\**(?=[\s*\S]|$)",
    _I,
)
SEPARATOR = re.compile(r"^[\s>*]*[-_=*~#+]{3,}[\s*]*$")
QUOTED = re.compile(r"^\s{0,3}[>|＞]")
QUOTE_WRAP = re.compile(r"^\s*\(?(?:https?://|\S+=\S+\)|\S*>$)|>\s*$")

SIGNATURE_DELIMITER = re.compile(r"^\s{0,3}(?:--|—|––|_{2,4}|-{2,3})\s*$")
DECORATION = re.compile(r"^\s*(?:[-_=*~#+]{2,}|ᐧ|\u200b|\ufeff)?\s*$")
MOBILE = re.compile(
    r"^[\s*_<(\[>-]*(?:"
    r"(?:sent|gesendet|envoyé|envoyée|enviado|enviada|inviato|verzonden|verstuurd|wysłan[eo]|wysłano|"
    r"skickat|skickades|"
    r"sendt|отправлено|надіслано|gönderildi|odesláno|trimis|lähetetty|von meine[mr]|diese nachricht wurde von|"
    r"get outlook|outlook für|télécharger outlook|obtener outlook|scarica outlook|obter o outlook|"
    r"hol(?:en sie sich)? outlook|download outlook|hent outlook|skaffa outlook|загрузите outlook)"
    r"[^,.;!?\n]{0,90}?"
    r"(?:phone|ipad|ipod|handy|mobil|mobile|móvil|movil|celular|tablet|galaxy|samsung|android|blackberry|iphone|"
    r"outlook|mail|gmx|web\.de|yahoo|huawei|xiaomi|device|gerät|smartphone|télécommande|telefon\w*|телефон\w*|"
    r"айфон\w*|планшет\w*|почты|hotmail|mailbox|acompli|windows|appareil|dispositivo|toestel|spark|proton\w*|"
    r"mail\.ru|aqua ?mail|bluemail|app|ios)"
    r"[^,;!?\n]{0,60}"
    r"|von meinem \S+ gesendet|mit meinem \S+ gesendet|gesendet von \S.{0,40}|iphoneから送信|ipadから送信|"
    r"\S{2,20}(?:から|より)送信\S{0,10}|"
    r"发自我的\s?\S.{0,30}|從我的\s?\S.{0,20}(?:傳送|發送)|来自我的\s?\S.{0,20}|發自我的\s?\S.{0,20}|发送自\s?\S.{0,30}|从我的\s?\S.{0,20}发送|"
    r"나의 \S.{0,20}에서 보냄|내 \S.{0,20}에서 보냄|\S{2,20}에서 보냄|via mobile|iphone'umdan gönderildi|"
    r"sent via \S.{0,40}|sent with \S.{0,40}|sent using \S.{0,40}"
    r")[\s*_>)\].]*(?:<https?://[^>\s]*>)?\s*$",
    _I,
)
DISCLAIMER = re.compile(
    r"^\s*(?:disclaimer|confidentiality notice|confidential(?:ity)? note|legal notice|haftungsausschluss|"
    r"vertraulichkeitshinweis|avis de confidentialité|aviso legal|avviso di riservatezza)\s*[:.]?\s*$"
    r"|^\s*(?:this (?:e-?mail|message|communication)(?: and any (?:attachments?|"
    r"files))?.{0,80}(?:confidential|intended (?:solely|only))|"
    r"the information contained in this (?:e-?mail|message|communication).{0,80}confidential|"
    r"diese e-?mail enthält vertrauliche|ce message.{0,60}confidentiel)",
    _I,
)
CLOSING = re.compile(
    r"^\s*(?:many thanks|thanks(?: again| a lot| so much| in advance)?|thank you(?: very much| so much)?|thx|cheers|"
    r"(?:best|kind|warm|kindest|warmest|many)?\s*regards|best(?: wishes)?|all the best|sincerely|"
    r"yours (?:sincerely|faithfully|truly)|"
    r"sincerely yours|mit freundlichen? grü(?:ß|ss)en|freundliche grü(?:ß|ss)e|(?:viele|liebe|beste|"
    r"schöne|herzliche) grü(?:ß|ss)e|"
    r"(?:mit )?(?:besten|lieben|vielen) grü(?:ß|ss)en|gru(?:ß|ss)|mfg|lg|vg|cordialement|"
    r"bien cordialement|bien à vous|salutations|"
    r"cdlt|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|distinti saluti|saluti|grazie|atenciosamente|"
    r"cumprimentos|obrigad[oa]|abraços|met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|"
    r"pozdrawiam|z poważaniem|z powazaniem|pozdrowienia|mvh|med vänlig hälsning|vänliga hälsningar|hälsningar|"
    r"med venlig hilsen|venlig hilsen|(?:med )?vennlig hilsen|hilsen|vh|с уважением|спасибо|敬具|此致|敬礼|祝好|谢谢|"
    r"謝謝|感谢|감사합니다)\s*[,!.~…-]*\s*$",
    _I,
)
DASHED_NAME = re.compile(r"^\s*[-/]\s?[^\W\d_]{2,20}(?:\s[^\W\d_]{2,20})?\s*$")
