"""Threads in German."""

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
        key="de-wo-bleibt",
        mailbox=f"logistics@{N}",
        intent="tracking",
        subjects=("Wo bleibt mein Paket?", "Sendung {tracking} hängt fest", "Lieferung {order}"),
        skus=("NW-BLK-WO", "NW-PIL-LI", "NW-CLK-WA"),
        sentiment="negative",
        tags=("verspätet",),
        lines=(
            ask(
                """
Sehr geehrte Damen und Herren,

laut Sendungsverfolgung liegt mein Paket ({tracking}) seit fünf Tagen im Paketzentrum. Ein Anruf bei {carrier} brachte
mich nicht weiter, man verwies mich an den Absender. Ich bitte um Klärung, bis wann ich mit der
Lieferung rechnen kann. Ab Montag bin ich drei Wochen im Urlaub.

Mit freundlichen Grüßen
{name}
""",
                "Hallo, seit Dienstag tut sich bei {tracking} gar nichts mehr. Ist das verloren gegangen?\n\nGruß\n{name}",
            ),
            note(
                "Nachforschung bei {carrier} eröffnet. Paket ist im Rücklaufband gelandet, Etikett unleserlich.",
                after=41,
            ),
            answer(
                """
Guten Tag {title} {last},

Ihr Paket ist gefunden: Das Etikett war unleserlich, deshalb lag es im Paketzentrum. Es wird heute neu etikettiert
und kommt {eta}.

Weil Sie verreisen, haben Sie zwei Möglichkeiten: Wir lassen es bei einem Nachbarn abgeben, oder wir legen es bis
zu Ihrer Rückkehr in die Filiale. Schreiben Sie mir einfach „Nachbar“ (mit Namen) oder „Filiale“.

Freundliche Grüße
{agent}
""",
                after=29,
            ),
            ask("Bitte bei Familie Yılmaz im Erdgeschoss abgeben. Besten Dank für die Mühe.", after=88),
            answer(
                "Ist eingetragen, {title} {last}: Abgabe bei Familie Yılmaz. Schönen Urlaub!\n\n{agent}",
                after=20,
            ),
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
        key="de-lampe-brummt",
        mailbox=f"support@{N}",
        intent="product_question",
        subjects=("Aurora Leuchte brummt am Dimmer", "Frage zur Tischleuchte"),
        skus=("NW-LMP-AU",),
        lines=(
            ask(
                """
Moin,

die Aurora ist wunderschön, aber seit ich sie an meinem alten Schnurdimmer betreibe, brummt sie unter 30 %. Liegt das
am Dimmer oder an der Lampe? Und welches Leuchtmittel darf maximal rein, auf dem Schild
steht 40 W, gilt das auch für LED?

Schöne Grüße aus {city}
{first} {last}
""",
            ),
            answer(
                """
Moin {first},

das ist der Dimmer: Ältere Phasenanschnittdimmer bringen LEDs unter etwa 30 % zum Brummen, der Leuchte schadet es nicht.

Zwei Wege: ein Phasenabschnittdimmer (3–60 W, im Baumarkt um 25 Euro), oder ein „dimmbares“ Leuchtmittel bis 8 W
LED, das den alten verträgt; mit der 7-W-Birne aus unserem Zubehör haben wir es selbst probiert. Die 40 W auf dem
Schild meinen Glühlampen, mit LED sind Sie weit darunter.

Soll ich Ihnen die Birne beilegen? Dann geht sie morgen als Brief raus, aufs Haus.

{agent}
""",
                after=190,
            ),
            ask("Das ist ja mal ein Service. Ja gern, an dieselbe Adresse. Danke!", after=420),
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
        key="de-rechnung",
        mailbox=f"refund@{N}",
        intent="invoice_customs",
        subjects=("Rechnung auf Firma ausstellen", "Bitte Rechnung {order} korrigieren"),
        skus=("NW-LMP-PE", "NW-SHF-WA", "NW-CHA-OS"),
        lines=(
            ask(
                """
Hallo zusammen,

könnten Sie die Rechnung zu {order} bitte auf unsere Praxis umschreiben? Richtig wäre:

Physiotherapie {last}
{street}
{postcode} {city}
USt-IdNr. liegt bei, falls nötig

Danke & Gruß
{name}
""",
            ),
            answer(
                """
Hallo {title} {last},

die korrigierte Rechnung hängt an, das alte Dokument ist storniert. Bitte geben Sie nur die neue an Ihr Steuerbüro.

Wenn Sie öfter für die Praxis bestellen, kann ich das Kundenkonto gleich umstellen. Ein „Ja“ genügt.

Viele Grüße
{agent}
""",
                after=140,
                files=("invoice",),
            ),
            ask("Ja, gern umstellen. Danke!", after=51),
        ),
    ),
    Scenario(
        key="de-storno",
        mailbox=f"support@{N}",
        intent="cancellation",
        urgency="high",
        priority="high",
        subjects=("Bitte stornieren: {order}", "doppelt bestellt"),
        skus=("NW-BED-LI", "NW-BLK-WO"),
        lines=(
            ask(
                """
Hallo,
ich hab vorhin aus Versehen zweimal bestellt weil die Seite gehangen hat. Bitte eine davon stornieren ({order}),
die andere soll normal kommen. Hoffe das geht noch?
MfG {name}
""",
            ),
            answer(
                """
Hallo {first},

das ging noch: {order} ist storniert, die andere Bestellung läuft unverändert weiter. Die {total} sind in 2–4 Werktagen
wieder auf Ihrem Konto.

{agent}
""",
                after=13,
            ),
        ),
    ),
    Scenario(
        key="de-schweiz-versand",
        mailbox=f"support@{N}",
        intent="shipping_question",
        subjects=("Lieferung in die Schweiz?", "Versandkosten CH"),
        countries=("CH", "AT"),
        has_order=False,
        skus=("NW-SHF-WA",),
        lines=(
            ask(
                """
Grüezi

Liefern Sie das Wandregal Lund auch nach {city}? Und kommen da noch Zoll und Spesen dazu? Ich hatte bei einem anderen
Shop einmal 38 Franken Überraschung an der Haustür, das möchte ich nicht mehr.

Freundliche Grüsse
{name}
""",
            ),
            answer(
                """
Grüezi {title} {last},

ja, wir liefern nach {city}, und an der Haustür zahlen Sie nichts mehr: Zoll und Einfuhrsteuer sind im Preis an der Kasse
schon enthalten.

Der Versand kostet 14,90 Euro und dauert 4–6 Werktage. Ab 150 Euro ist er gratis, vielleicht passen ja
noch zwei Kissenbezüge dazu? Legen Sie das Regal einfach mit Ihrer Adresse in den Warenkorb, dann sehen Sie die Endsumme.

Herzliche Grüße
{agent}
""",
                after=205,
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
        key="de-lob",
        mailbox=f"support@{N}",
        intent="feedback",
        sentiment="positive",
        priority="low",
        urgency="low",
        subjects=("Einfach mal danke", "Die Decke!!"),
        skus=("NW-BLK-WO",),
        tags=("lob",),
        lines=(
            ask(
                """
Liebes Nordlicht-Team,

meine Mutter (87) hat die Wolldecke zum Geburtstag bekommen und gibt sie nicht mehr her. Sie lässt ausrichten, so etwas
Ordentliches habe sie seit 1971 nicht mehr in der Hand gehabt. Das wollte ich nur weitergeben.

Alles Gute Ihnen
{name}
""",
            ),
            answer(
                """
Guten Tag {title} {last},

das Lob hängt jetzt bei uns in der Teeküche. Bitte richten Sie Ihrer Mutter herzliche Grüße aus: Die Decke kommt aus einer
Weberei, die seit 1968 dieselben Stühle benutzt, sie hat also ein gutes Auge.

Herzlich
{agent}
""",
                after=260,
            ),
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
