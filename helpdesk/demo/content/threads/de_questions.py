"""Threads in German: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
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
)
