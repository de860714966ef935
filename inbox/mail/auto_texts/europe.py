"""Automatic answers in the languages of Europe."""

from __future__ import annotations

from inbox.mail.auto_texts.texts import Texts

EUROPE = {
    "en": Texts(
        subject="We have received your message",
        received=(
            "Hello {name},\n\n"
            "thank you for your message. We have received it and will answer as soon as we can.\n\n"
            "If you want to add something, simply reply to this mail.\n\n"
            "Kind regards,\n{store}"
        ),
        closed=(
            "Hello {name},\n\n"
            "thank you for your message. We are closed at the moment and will be back on {opens_at}.\n\n"
            "Our hours: {hours}\n\n"
            "Kind regards,\n{store}"
        ),
        holiday=(
            "Hello {name},\n\n"
            "thank you for your message. We are closed for a holiday ({holiday}) and will be back on "
            "{opens_at}.\n\n"
            "Kind regards,\n{store}"
        ),
    ),
    "de": Texts(
        subject="Wir haben Ihre Nachricht erhalten",
        received=(
            "Guten Tag {name},\n\n"
            "vielen Dank für Ihre Nachricht. Sie ist bei uns angekommen, und wir antworten Ihnen so bald wie "
            "möglich.\n\n"
            "Möchten Sie etwas ergänzen, antworten Sie einfach auf diese E-Mail.\n\n"
            "Freundliche Grüße\n{store}"
        ),
        closed=(
            "Guten Tag {name},\n\n"
            "vielen Dank für Ihre Nachricht. Im Moment haben wir geschlossen. Wir sind wieder für Sie da: "
            "{opens_at}.\n\n"
            "Unsere Zeiten: {hours}\n\n"
            "Freundliche Grüße\n{store}"
        ),
        holiday=(
            "Guten Tag {name},\n\n"
            "vielen Dank für Ihre Nachricht. Wegen eines Feiertags ({holiday}) haben wir geschlossen. Wir "
            "sind wieder für Sie da: {opens_at}.\n\n"
            "Freundliche Grüße\n{store}"
        ),
    ),
    "fr": Texts(
        subject="Nous avons bien reçu votre message",
        received=(
            "Bonjour {name},\n\n"
            "Merci pour votre message. Nous l’avons bien reçu et vous répondrons dès que possible.\n\n"
            "Pour ajouter quelque chose, répondez simplement à cet e-mail.\n\n"
            "Cordialement,\n{store}"
        ),
        closed=(
            "Bonjour {name},\n\n"
            "Merci pour votre message. Nous sommes fermés pour le moment et serons de retour : "
            "{opens_at}.\n\n"
            "Nos horaires : {hours}\n\n"
            "Cordialement,\n{store}"
        ),
        holiday=(
            "Bonjour {name},\n\n"
            "Merci pour votre message. Nous sommes fermés pour un jour férié ({holiday}) et serons de retour "
            ": {opens_at}.\n\n"
            "Cordialement,\n{store}"
        ),
    ),
    "es": Texts(
        subject="Hemos recibido tu mensaje",
        received=(
            "Hola {name}:\n\n"
            "Gracias por tu mensaje. Lo hemos recibido y te responderemos lo antes posible.\n\n"
            "Si quieres añadir algo, responde a este correo.\n\n"
            "Un saludo,\n{store}"
        ),
        closed=(
            "Hola {name}:\n\n"
            "Gracias por tu mensaje. En este momento estamos cerrados y volveremos a abrir: {opens_at}.\n\n"
            "Nuestro horario: {hours}\n\n"
            "Un saludo,\n{store}"
        ),
        holiday=(
            "Hola {name}:\n\n"
            "Gracias por tu mensaje. Estamos cerrados por festivo ({holiday}) y volveremos a abrir: "
            "{opens_at}.\n\n"
            "Un saludo,\n{store}"
        ),
    ),
    "it": Texts(
        subject="Abbiamo ricevuto il tuo messaggio",
        received=(
            "Ciao {name},\n\n"
            "grazie per il tuo messaggio. Lo abbiamo ricevuto e ti risponderemo appena possibile.\n\n"
            "Se vuoi aggiungere qualcosa, rispondi a questa e-mail.\n\n"
            "Cordiali saluti,\n{store}"
        ),
        closed=(
            "Ciao {name},\n\n"
            "grazie per il tuo messaggio. Al momento siamo chiusi e riapriremo: {opens_at}.\n\n"
            "I nostri orari: {hours}\n\n"
            "Cordiali saluti,\n{store}"
        ),
        holiday=(
            "Ciao {name},\n\n"
            "grazie per il tuo messaggio. Siamo chiusi per festività ({holiday}) e riapriremo: "
            "{opens_at}.\n\n"
            "Cordiali saluti,\n{store}"
        ),
    ),
    "pt": Texts(
        subject="Recebemos a sua mensagem",
        received=(
            "Olá {name},\n\n"
            "obrigado pela sua mensagem. Já a recebemos e responderemos assim que possível.\n\n"
            "Se quiser acrescentar algo, basta responder a este e-mail.\n\n"
            "Com os melhores cumprimentos,\n{store}"
        ),
        closed=(
            "Olá {name},\n\n"
            "obrigado pela sua mensagem. Neste momento estamos fechados e voltamos a abrir: {opens_at}.\n\n"
            "O nosso horário: {hours}\n\n"
            "Com os melhores cumprimentos,\n{store}"
        ),
        holiday=(
            "Olá {name},\n\n"
            "obrigado pela sua mensagem. Estamos fechados por feriado ({holiday}) e voltamos a abrir: "
            "{opens_at}.\n\n"
            "Com os melhores cumprimentos,\n{store}"
        ),
    ),
    "nl": Texts(
        subject="We hebben uw bericht ontvangen",
        received=(
            "Hallo {name},\n\n"
            "bedankt voor uw bericht. We hebben het ontvangen en antwoorden zo snel mogelijk.\n\n"
            "Wilt u iets toevoegen, beantwoord dan gewoon deze e-mail.\n\n"
            "Met vriendelijke groet,\n{store}"
        ),
        closed=(
            "Hallo {name},\n\n"
            "bedankt voor uw bericht. We zijn op dit moment gesloten en zijn er weer: {opens_at}.\n\n"
            "Onze openingstijden: {hours}\n\n"
            "Met vriendelijke groet,\n{store}"
        ),
        holiday=(
            "Hallo {name},\n\n"
            "bedankt voor uw bericht. We zijn gesloten vanwege een feestdag ({holiday}) en zijn er weer: "
            "{opens_at}.\n\n"
            "Met vriendelijke groet,\n{store}"
        ),
    ),
    "pl": Texts(
        subject="Otrzymaliśmy Twoją wiadomość",
        received=(
            "Dzień dobry {name},\n\n"
            "dziękujemy za wiadomość. Dotarła do nas i odpowiemy najszybciej, jak to możliwe.\n\n"
            "Aby coś dodać, wystarczy odpowiedzieć na tego maila.\n\n"
            "Pozdrawiamy\n{store}"
        ),
        closed=(
            "Dzień dobry {name},\n\n"
            "dziękujemy za wiadomość. W tej chwili mamy zamknięte. Wracamy: {opens_at}.\n\n"
            "Godziny pracy: {hours}\n\n"
            "Pozdrawiamy\n{store}"
        ),
        holiday=(
            "Dzień dobry {name},\n\n"
            "dziękujemy za wiadomość. Mamy zamknięte z powodu święta ({holiday}). Wracamy: {opens_at}.\n\n"
            "Pozdrawiamy\n{store}"
        ),
    ),
    "sv": Texts(
        subject="Vi har fått ditt meddelande",
        received=(
            "Hej {name},\n\n"
            "tack för ditt meddelande. Vi har fått det och svarar så snart vi kan.\n\n"
            "Vill du lägga till något är det bara att svara på det här mejlet.\n\n"
            "Vänliga hälsningar\n{store}"
        ),
        closed=(
            "Hej {name},\n\n"
            "tack för ditt meddelande. Vi har stängt just nu och är tillbaka: {opens_at}.\n\n"
            "Våra tider: {hours}\n\n"
            "Vänliga hälsningar\n{store}"
        ),
        holiday=(
            "Hej {name},\n\n"
            "tack för ditt meddelande. Vi har stängt på grund av helgdag ({holiday}) och är tillbaka: "
            "{opens_at}.\n\n"
            "Vänliga hälsningar\n{store}"
        ),
    ),
    "da": Texts(
        subject="Vi har modtaget din besked",
        received=(
            "Hej {name}\n\n"
            "Tak for din besked. Vi har modtaget den og svarer, så snart vi kan.\n\n"
            "Vil du tilføje noget, kan du bare svare på denne mail.\n\n"
            "Venlig hilsen\n{store}"
        ),
        closed=(
            "Hej {name}\n\n"
            "Tak for din besked. Vi har lukket lige nu og er tilbage: {opens_at}.\n\n"
            "Vores åbningstider: {hours}\n\n"
            "Venlig hilsen\n{store}"
        ),
        holiday=(
            "Hej {name}\n\n"
            "Tak for din besked. Vi holder lukket på grund af en helligdag ({holiday}) og er tilbage: "
            "{opens_at}.\n\n"
            "Venlig hilsen\n{store}"
        ),
    ),
    "no": Texts(
        subject="Vi har mottatt meldingen din",
        received=(
            "Hei {name}\n\n"
            "Takk for meldingen din. Vi har mottatt den og svarer så snart vi kan.\n\n"
            "Vil du legge til noe, er det bare å svare på denne e-posten.\n\n"
            "Vennlig hilsen\n{store}"
        ),
        closed=(
            "Hei {name}\n\n"
            "Takk for meldingen din. Vi har stengt akkurat nå og er tilbake: {opens_at}.\n\n"
            "Åpningstidene våre: {hours}\n\n"
            "Vennlig hilsen\n{store}"
        ),
        holiday=(
            "Hei {name}\n\n"
            "Takk for meldingen din. Vi holder stengt på grunn av en helligdag ({holiday}) og er tilbake: "
            "{opens_at}.\n\n"
            "Vennlig hilsen\n{store}"
        ),
    ),
    "ru": Texts(
        subject="Мы получили ваше сообщение",
        received=(
            "Здравствуйте, {name}!\n\n"
            "Спасибо за ваше сообщение. Мы его получили и ответим как можно скорее.\n\n"
            "Чтобы что-нибудь добавить, просто ответьте на это письмо.\n\n"
            "С уважением,\n{store}"
        ),
        closed=(
            "Здравствуйте, {name}!\n\n"
            "Спасибо за ваше сообщение. Сейчас мы закрыты и снова будем на связи: {opens_at}.\n\n"
            "Часы работы: {hours}\n\n"
            "С уважением,\n{store}"
        ),
        holiday=(
            "Здравствуйте, {name}!\n\n"
            "Спасибо за ваше сообщение. Сегодня мы закрыты из-за праздника ({holiday}) и снова будем на "
            "связи: {opens_at}.\n\n"
            "С уважением,\n{store}"
        ),
    ),
}
