"""Threads in German: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
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
)
