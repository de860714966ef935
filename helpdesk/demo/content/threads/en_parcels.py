"""Threads in English: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="en-where-is-it",
        mailbox=f"support@{V}",
        intent="tracking",
        sentiment="negative",
        priority="high",
        subjects=("??? where is my parcel", "order {order} - no movement", "Still waiting"),
        skus=("VW-BUDS-02", "VW-SPK-MINI", "VW-CHG-65"),
        tags=("late",),
        lines=(
            ask(
                "??? where is my parcel. tracking {tracking} says label created since last week\n\n{first}",
                """
Hi, {order} was supposed to be here by the weekend. {carrier} hasn't scanned {tracking} a single
time. Did it actually leave your warehouse?

{name}
{city}
""",
                """
hey so its been 6 days and the tracking page still says "shipment information received".
nothing else. my order is {order}. is somebody actually going to send it or

Sent from my iPhone
""",
            ),
            note(
                "{carrier} depot confirms the pallet was never inducted. Whole cage from the 14th is affected, "
                "see the list in the shift log. Reship if the customer wants it now.",
                after=34,
            ),
            answer(
                """
Hi {first},

Your parcel is still at the {carrier} hub: it missed its first scan, so the page has nothing to show.
That's on us and the carrier, not on you, and I'm sorry about the wait.

You can choose:
1. I send a new one today by express, free of charge, and you simply refuse the old box if it turns up.
2. We wait until Thursday; if there is no scan by then I refund the full {total} the same day.

Just reply "1" or "2" and I'll take it from there.

Best,
{agent}
""",
                after=22,
            ),
            ask("1 please. thanks for being straight with me", "Option 1, thank you!!", after=210),
            answer(
                """
Done, {first}. The replacement leaves us this afternoon and should be with you {eta}. You'll get the
new tracking number by mail as soon as the driver has it.

{agent}
""",
                after=41,
            ),
        ),
    ),
    Scenario(
        key="en-customs-uk",
        mailbox=f"logistics@{N}",
        intent="invoice_customs",
        sentiment="negative",
        subjects=("Asked to pay customs charge?!", "Import VAT on {order}"),
        skus=("NW-RUG-HA", "NW-LMP-PE", "NW-CHA-OS"),
        countries=("GB", "CH"),
        tags=("customs",),
        lines=(
            ask(
                """
The courier wants me to pay import VAT plus a "handling fee" on {order} before they'll deliver. At checkout
it said all taxes included. Parcel {tracking}. Please sort this out, I'm not paying twice.

{name}
""",
            ),
            note(
                "Commercial invoice went out without the IOSS/DDP line. Third case this week, raised with the warehouse.",
                after=20,
            ),
            answer(
                """
Dear {first},

You shouldn't pay anything: taxes were included in your {total}, and our paperwork failed to say so. I've just
sent the corrected invoice (attached) to {carrier}.

They usually release the parcel within one working day. If the driver comes earlier and insists, either refuse and
they'll try again free of charge, or pay and send me the receipt: I refund it the same day, fee included.

{agent}
""",
                after=50,
                files=("invoice",),
            ),
            ask("Released this morning, nothing to pay. Cheers.", after=1500),
        ),
    ),
    Scenario(
        key="en-address-change",
        mailbox=f"support@{V}",
        intent="address_change",
        urgency="high",
        priority="high",
        subjects=("WRONG ADDRESS on {order}!!", "Change shipping address please"),
        skus=("VW-TRACK-3", "VW-STAND-A", "VW-CABLE-2M"),
        lines=(
            ask(
                """
omg i just noticed it autofilled my OLD address. order {order} placed like 20 min ago. can u change it to

{name}
{street}
{city} {postcode}

pls pls before it ships
""",
            ),
            answer(
                """
Caught it in time, {first}: {order} now goes to {street}, {city}. Nothing else changed, and it still arrives {eta}.

If you'd like, remove the old address under Account > Addresses so autofill stops being helpful.

{agent}
""",
                after=9,
            ),
            ask("YOU ARE A HERO", "thank u so much, that was fast", after=4),
        ),
    ),
)
