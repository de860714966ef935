"""Threads in English, as people really write them."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

V, N = "voltway.example", "nordlicht-wohnen.example"

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
        key="en-refund-angry",
        mailbox=f"billing@{V}",
        intent="refund",
        sentiment="angry",
        urgency="urgent",
        priority="urgent",
        status="escalated",
        subjects=("REFUND. FOURTH EMAIL.", "I want my {total} back", "chargeback if not resolved today"),
        skus=("VW-PROJ-P", "VW-KEY-75"),
        tags=("refund", "chargeback-risk"),
        lines=(
            ask(
                """
This is the FOURTH time I am writing. I returned the item from {order} on the date YOUR label says,
the tracking shows it was signed for at your dock, and nineteen days later I have neither the money nor
one single human answer. Your auto reply promises 5 business days. Which five?

If I don't see {total} on my card by Friday I file a dispute with my bank and I post the whole
correspondence. I am done being polite.

{name}
""",
                """
So let me get this right. You have my return. You have my money. I have nothing. Order {order}.
Refund {total} TODAY or I dispute the charge.
{name}
""",
            ),
            note(
                "Return was booked to the wrong order by the dock (label swapped with another one). Money is owed, "
                "no doubt at all. @sam this is over my limit, can you release it?",
                after=47,
            ),
            answer(
                """
Dear {first},

You are right, and I'm sorry: we've had your return since it was signed for, and it was booked to the wrong
order in our warehouse. That's why nothing moved.

I've asked my supervisor to release the full {total} now. It goes back to your card; banks usually show it
in 2-3 business days. If you'd rather have it faster, I can send it by PayPal within the hour, just tell me
the address.

You'll have the confirmation number from me today, whichever way you choose.

{agent}
Voltway Billing
""",
                after=25,
            ),
            ask("Card is fine. I will believe it when I see it.", after=65),
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
        key="en-mug-broken",
        mailbox=f"support@{N}",
        intent="damaged",
        sentiment="negative",
        subjects=("Broken mugs in {order}", "two of four mugs smashed"),
        skus=("NW-MUG-S4",),
        tags=("breakage",),
        countries=("GB",),
        lines=(
            ask(
                """
Hello,

The parcel arrived this morning and I could already hear it rattling. Two of the four mugs are in pieces,
picture attached. It's a wedding present and the wedding is on Saturday week, so a bit of a panic here.

Could you send two replacements to the UK in time? I don't need the money back, I need mugs!

Many thanks
{name}

Sent from my iPad
""",
                files=("mug",),
            ),
            answer(
                """
Hello {first},

Two new Fjord mugs leave us today by express and reach {city} {eta}, well before the wedding. They're
double-boxed this time and there's nothing to pay.

If you'd like the set to match perfectly, I can send all four from one firing instead; otherwise the two come
from our current batch, which may be a shade lighter. Which do you prefer? Please tell me by 3 pm and it
still leaves today. No need to send the pieces back.

Warm regards
{agent}
""",
                after=38,
            ),
            ask(
                "All four from one firing would be lovely, thank you so much. You've saved my week.", after=26
            ),
            answer("On their way, {first}. Have a wonderful wedding!\n\n{agent}", after=140),
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
    Scenario(
        key="en-payment-declined",
        mailbox=f"billing@{V}",
        intent="payment_problem",
        subjects=("Charged twice for {order}", "Card declined but money gone"),
        sentiment="negative",
        priority="high",
        skus=("VW-PB-20K", "VW-HUB-9", "VW-PROJ-P"),
        tags=("payment",),
        lines=(
            ask(
                """
Hello, your checkout said "payment declined, try again" so I did. Now my bank shows {total} twice, both pending.
I only want one {product}! Order {order}.

{name}
""",
            ),
            answer(
                """
Hi {first},

You're only paying once: the first {total} is a reservation from the declined attempt and was never captured. I've
cancelled it with our payment provider just now.

Most banks drop it within 2-3 days. If it's urgent, your bank can release it at once when you quote the
cancellation reference {payment_reference}. Is there anything still pending after Friday? Then just reply here.

{agent}
""",
                after=33,
            ),
            ask("It's gone already, that was quick. Thanks", after=1700),
        ),
    ),
)
