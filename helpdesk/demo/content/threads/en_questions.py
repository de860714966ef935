"""Threads in English: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="en-doorbell-offline",
        mailbox=f"support@{V}",
        intent="product_question",
        subjects=("DoorSight keeps going offline", "Doorbell drops off wifi every night"),
        skus=("VW-CAM-01",),
        tags=("firmware",),
        status="pending",
        lines=(
            ask(
                """
Hello,

I installed the DoorSight two weeks ago (order {order}). Daytime it works great. Every night somewhere
between 1 and 4am it goes offline and only comes back when I hold the reset button for ten seconds.

Router is an eero, the bell is about 25 feet away with one brick wall in between. Signal in the app says
-61 dBm, which I understand is fine. Firmware 2.4.1. I've already tried a different transformer (16V 30VA).

Is this a known thing? I'd rather not send it back because the picture is honestly excellent.

Regards,
{name}
""",
            ),
            note(
                "2.4.1 + eero = the DHCP lease bug. 2.4.3 fixes it but it's still in staged rollout. "
                "Ask firmware to push it to this serial.",
                after=55,
                by="chen",
            ),
            answer(
                """
Hi {first},

Yes, it's a known bug in firmware 2.4.1: with some mesh routers the bell doesn't renew its address at night.
Version 2.4.3 fixes it. Thanks for the -61 dBm and transformer details, they saved us a day.

Two ways to get there:
- I add your doorbell to the early group and it updates itself tonight, or
- you set a fixed address for it in the eero app, which avoids the bug without an update.

For the first one please send me the serial number on the back plate (starts with DS1).

{agent}
Voltway Gadgets
""",
                after=18,
            ),
        ),
    ),
    Scenario(
        key="en-wholesale-cafe",
        mailbox=f"sales@{V}",
        intent="wholesale",
        sentiment="positive",
        subjects=("Quote for 120 chargers", "Bulk pricing - coworking space, {city}"),
        skus=("VW-CHG-65", "VW-HUB-9"),
        tags=("b2b",),
        status="pending",
        has_order=False,
        lines=(
            ask(
                """
Hi Voltway team,

We run four coworking spaces around {city} and want to put a 65W charger at every hot desk: 120 to start,
probably 80 more in spring. Could you send a quote with

- unit price at 120 and at 200
- whether you can engrave or print our logo
- lead time (we open the new floor at the end of next month)
- payment terms, net 30 would be ideal

We'd also love one sample to check the plug fits our floor boxes.

Thanks!
{name}
Operations
""",
            ),
            answer(
                """
Hi {first},

120 pieces are in stock and can ship within three working days of your order. In short:

- 120 pcs: $35.90 each; 200 pcs: $33.50 each, if ordered within 6 months
- one-colour logo print: $1.20 each, adds 5 working days
- net 30 after a short credit form (two minutes, attached to the quote)

Would you like the quote with print or without? And where should I send the free sample?

Best,
{agent}
""",
                after=130,
            ),
            ask(
                """
With print please, and the sample can go to {street}, {city} {postcode}. I'll send our logo as an SVG tomorrow.

{first}
""",
                after=1300,
            ),
            answer(
                """
Sample is on its way, {first}. The quote with print follows as soon as the SVG is here; I've blocked 120
pieces for you for two weeks so that nobody snatches them.

{agent}
""",
                after=95,
            ),
        ),
    ),
    Scenario(
        key="en-band-size",
        mailbox=f"sales@{V}",
        intent="sizing",
        subjects=("Strand band - 6.1 inch wrist?", "which size for a small wrist"),
        skus=("VW-WATCH-S",),
        has_order=False,
        status="resolved",
        lines=(
            ask(
                """
Hi there! My wrist is 6.1 inches around (155 mm). The chart says S goes to 6.0 and M starts at 6.2, so I
fall right into the gap. Which one should I get? It's for running so it can't slide.

thanks, {first}
""",
            ),
            answer(
                """
Hi {first},

For running at 155 mm take the S: it stretches about 4 mm once it's warm, and a band that's too long slides.

If you also wear it over a sleeve, take the M and use the second-to-last hole. Exchanges are free for 60 days
either way, so order the S and see how it feels on one run.

{agent}
""",
                after=75,
            ),
        ),
    ),
    Scenario(
        key="en-happy",
        mailbox=f"support@{V}",
        intent="feedback",
        sentiment="positive",
        priority="low",
        urgency="low",
        subjects=("just wanted to say thanks", "kudos to {agent}"),
        skus=("VW-KEY-75",),
        tags=("praise",),
        lines=(
            ask(
                """
No problem to report, for once! I wanted to tell you that the keyboard from {order} is the nicest thing on
my desk and that whoever packed it added a hand-written note. My daughter has pinned it to the fridge.

Keep going.
{name}
""",
            ),
            answer(
                """
This made our morning, {first}. The note was Dario's from packing; I've read your mail out to him and he is
still grinning. Thank you for taking the time, and greetings to your daughter.

{agent}
""",
                after=160,
            ),
        ),
    ),
    Scenario(
        key="en-account-locked",
        mailbox=f"support@{V}",
        intent="account",
        subjects=("can't log in", "Password reset mail never arrives"),
        skus=("VW-PLUG-4",),
        tags=("account",),
        status="in_progress",
        lines=(
            ask(
                """
I've asked for a password reset five times now and nothing arrives, not in spam either. I need the invoice of
{order} for my expenses by the end of the month. Account is this mail address.

{name}
""",
                files=("screenshot",),
            ),
            answer(
                """
Hi {first},

The reset mails bounced: your provider rejected them with "mailbox full" until yesterday evening. That has cleared now.

I've attached the invoice so your expenses are safe. For the account: ask for one more reset now, or tell me and I
set it to sign-in by code for you.

{agent}
""",
                after=64,
                files=("invoice",),
            ),
            ask("Mailbox full, how embarrassing. Got the invoice, will try the reset tonight.", after=300),
        ),
    ),
    Scenario(
        key="en-privacy",
        mailbox=f"support@{V}",
        intent="legal_privacy",
        subjects=("CCPA request: delete my data", "Please delete everything you have about me"),
        skus=("VW-SPK-MINI",),
        tags=("privacy",),
        priority="high",
        status="escalated",
        countries=("US",),
        lines=(
            ask(
                """
To whom it may concern,

Under the California Consumer Privacy Act I request that you (1) disclose the categories of personal information
collected about me in the last 12 months and (2) delete it. Order reference for identification: {order}.

Please confirm receipt within 10 business days as the law requires.

{name}
{street}, {city} {postcode}
""",
            ),
            note(
                "Clock is running: confirm in 10 business days, complete in 45 days. @ada yours, I only confirm receipt.",
                after=90,
            ),
            answer(
                """
Dear {first},

We've received your request and started it today; you'll have our full answer within 45 days, usually within two weeks.

To protect you from someone else asking in your name, please reply from this address with the total of your
last order. We won't ask for an ID document.

{agent}
Voltway Gadgets
""",
                after=30,
            ),
        ),
    ),
)
