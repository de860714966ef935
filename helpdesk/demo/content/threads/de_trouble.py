"""Threads in German: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="de-becher-kaputt",
        mailbox=f"support@{N}",
        intent="damaged",
        sentiment="negative",
        subjects=("Becher zerbrochen angekommen", "Bestellung {order}: Scherben im Paket"),
        skus=("NW-MUG-FJ", "NW-MUG-S4"),
        tags=("bruch",),
        lines=(
            ask(
                """
Guten Tag,

heute kam mein Paket zu {order}. Leider ist der Henkel vom Becher abgebrochen und ein Stück vom Rand fehlt,
Foto hängt an. Der Karton war außen völlig in Ordnung, innen lag nur eine Lage Papier.

Ich hätte gern Ersatz, kein Geld zurück.

Viele Grüße
{name}

Von meinem iPhone gesendet
""",
                """
hallo, becher kaputt angekommen, siehe bild. bestellnr {order}. bekomme ich einen neuen?
lg {first}
""",
                files=("mug",),
            ),
            answer(
                """
Guten Tag {title} {last},

Ihr neuer Becher geht heute noch raus und ist voraussichtlich {eta} bei Ihnen. Das tut mir leid, gerade bei Keramik
darf eine Lage Papier nicht reichen; ich habe unser Lager darauf angesprochen.

Den zerbrochenen müssen Sie nicht zurückschicken. Falls Sie statt des Ersatzes doch lieber den Betrag erstattet
hätten, antworten Sie bitte bis 15 Uhr kurz auf diese Mail.

Herzliche Grüße
{agent}
Nordlicht Wohnen
""",
                after=52,
            ),
            ask("Super, Ersatz passt. Danke für die schnelle Antwort!", "Perfekt, vielen Dank!", after=35),
        ),
    ),
    Scenario(
        key="de-widerruf",
        mailbox=f"refund@{N}",
        intent="return_exchange",
        subjects=("Widerruf Bestellung {order}", "Rücksendung Teppich"),
        skus=("NW-RUG-HA",),
        tags=("widerruf",),
        status="pending",
        lines=(
            ask(
                """
Hiermit widerrufe ich den am {ordered} geschlossenen Vertrag über den Teppich „Halland“ (Bestellung {order}).
Die Farbe wirkt in unserem Wohnzimmer ganz anders als auf den Bildern, eher Senf als Sand.

Wie bekomme ich 19 kg Teppich zu Ihnen zurück? Zur Post tragen kann ich ihn nicht.

{name}
{street}
{postcode} {city}
""",
            ),
            answer(
                """
Guten Tag {title} {last},

Ihr Widerruf ist eingegangen und gilt. Sie müssen den Teppich nirgendwohin tragen, wir lassen ihn abholen.

Das geht entweder am Mittwoch zwischen 8 und 12 Uhr oder am Freitag zwischen 13 und 17 Uhr. Rollen Sie ihn bitte in
die Folie, das Etikett bringt der Fahrer mit. Die {total} überweisen wir, sobald die Abholung gescannt ist.

Welcher Termin passt Ihnen?

Freundliche Grüße
{agent}
""",
                after=115,
            ),
        ),
    ),
    Scenario(
        key="de-wuetend",
        mailbox=f"support@{N}",
        intent="complaint",
        sentiment="angry",
        urgency="high",
        priority="urgent",
        status="escalated",
        subjects=("Eine Frechheit", "BESCHWERDE zu {order}", "Zum dritten Mal!!!"),
        skus=("NW-CHA-OS", "NW-TBL-SI"),
        tags=("beschwerde",),
        lines=(
            ask(
                """
Jetzt reicht es. Drei Liefertermine, dreimal saß ich von 8 bis 18 Uhr zu Hause, dreimal kam NIEMAND. Beim letzten Mal hat
Ihr Spediteur „Empfänger nicht angetroffen“ eingetragen. Das ist gelogen, meine Kamera läuft.

Ich habe mir dafür Urlaub genommen. Ich erwarte bis morgen 12 Uhr einen verbindlichen Termin UND einen Vorschlag,
wie Sie mir die drei Tage ausgleichen. Ansonsten Anwalt und Bewertung.

{name}
""",
                """
Unfassbar. Sie bestätigen mir schriftlich Donnerstag, ich nehme frei, und wer kommt nicht? Ihre Spedition.
Hotline: 40 Minuten Warteschleife, dann rausgeflogen. {order}, {total} bezahlt seit Wochen.
Was gedenken Sie zu tun???
{name}
""",
            ),
            note(
                "Spediteur gibt den Fehlversuch zu, Fahrer war in der falschen Straße. @sam Kulanz 60 € ok?",
                after=31,
            ),
            note(
                "60 € ist ok, und bitte nur noch mit Anruf 30 Minuten vorher. Ich rufe selbst dort an.",
                after=17,
                by="sam",
            ),
            answer(
                """
Guten Tag {title} {last},

Sie haben recht, und dafür bitte ich Sie um Entschuldigung: Der Fahrer war nachweislich in der falschen Straße.

Verbindlich ist jetzt {eta} zwischen 17 und 19 Uhr, mit Anruf 30 Minuten vorher auf {phone}; Sie müssen nicht
freinehmen. Für die drei verlorenen Tage schreiben wir Ihnen 60 Euro gut, wahlweise als Überweisung oder
auf die nächste Bestellung.

Antworten Sie mir bitte kurz, ob der Termin passt und welche Gutschrift Sie möchten. Mein Name steht unten, ich
bleibe Ihre Ansprechperson.

{agent}
""",
                after=24,
            ),
        ),
    ),
    Scenario(
        key="de-erstattung",
        mailbox=f"refund@{N}",
        intent="refund",
        subjects=("Erstattung noch nicht da", "Re: Ihre Rücksendung {order}"),
        skus=("NW-TBL-SI", "NW-VAS-GL"),
        sentiment="negative",
        tags=("erstattung",),
        status="in_progress",
        lines=(
            ask(
                """
Guten Abend,

am {ordered} habe ich bestellt, eine Woche später alles zurückgeschickt. Seitdem Funkstille. Wann bekomme ich meine {total}?
Einlieferungsbeleg im Anhang.

Beste Grüße
{name}
""",
                files=("label",),
            ),
            note("Retoure liegt unter falscher Nummer im Wareneingang. @fin bitte Zahlung prüfen.", after=75),
            answer(
                """
Guten Abend {title} {last},

Ihre Rücksendung ist da, sie war in unserem Wareneingang nur falsch zugeordnet. Die {total} sind heute angewiesen.

Je nach Bank dauert es ein bis zwei Werktage. Danke für den Beleg, damit war es schnell gefunden.

{agent}
""",
                after=48,
            ),
            ask("Danke, ich melde mich, falls bis Freitag nichts da ist.", after=600),
        ),
    ),
    Scenario(
        key="de-falscher-artikel",
        mailbox=f"support@{N}",
        intent="damaged",
        sentiment="neutral",
        subjects=("Falscher Artikel geliefert", "Kissenbezug in falscher Farbe"),
        skus=("NW-PIL-LI",),
        tags=("falschlieferung",),
        status="pending",
        lines=(
            ask(
                """
Hallo, statt der zwei Bezüge in Salbei sind zwei in Rost gekommen (Bestellung {order}). Rost geht bei unserem Sofa gar
nicht :) Was nun?

Grüße, {first} {last}
""",
            ),
            answer(
                """
Hallo {first},

zweimal Salbei ist schon gepackt und {eta} bei Ihnen. Die Verwechslung lag an uns, bitte entschuldigen Sie.

Die beiden in Rost können Sie entweder dem Boten mitgeben, der die neuen bringt, oder für 20 statt 49,80 Euro behalten.
Was ist Ihnen lieber?

{agent}
""",
                after=70,
            ),
        ),
    ),
)
