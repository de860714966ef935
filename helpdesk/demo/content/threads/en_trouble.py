"""Threads in English: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
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
