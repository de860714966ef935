"""First mails of customers who write in while the demo runs (en, de, fr, es)."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, ask

N, V = "nordlicht-wohnen.example", "voltway.example"


def _opening(
    key: str,
    mailbox: str,
    intent: str,
    subject: str,
    text: str,
    *,
    sku: str = "",
    mood: str = "neutral",
    files: tuple[str, ...] = (),
) -> Scenario:
    urgency = "high" if mood == "angry" else "normal"
    return Scenario(
        key=key,
        mailbox=mailbox,
        intent=intent,
        subjects=(subject,),
        lines=(ask(text, files=files),),
        sentiment=mood,
        urgency=urgency,
        status="new",
        priority="high" if mood == "angry" else "normal",
        skus=(sku,) if sku else (),
        has_order="{order}" in text + subject or "{tracking}" in text,
    )


OPENINGS_LATIN: tuple[Scenario, ...] = (
    _opening(
        "en-o1",
        f"support@{V}",
        "tracking",
        "Tracking number not working",
        "Hi, {carrier} says {tracking} doesn't exist. Typo on your side maybe?\n\n{first}",
    ),
    _opening(
        "en-o2",
        f"support@{V}",
        "damaged",
        "One bud is dead",
        "Left PulseBud won't turn on out of the box. Order "
        "{order}. Tried the reset, tried another cable. Can I get a swap?\n\nThanks,\n{name}",
        sku="VW-BUDS-02",
        mood="negative",
    ),
    _opening(
        "en-o3",
        f"sales@{V}",
        "product_question",
        "Does the hub do dual 4K?",
        "Hello, can the 9-in-1 hub drive two 4K "
        'screens at 60 Hz from a MacBook Air M3? Your page says "up to two displays", which could mean anything.'
        "\n\nCheers\n{first}",
    ),
    _opening(
        "en-o4",
        f"billing@{V}",
        "refund",
        "Refund status?",
        "I sent back {order} ten days ago. Any news on the {total}?\n\n{name}",
    ),
    _opening(
        "en-o5",
        f"support@{V}",
        "complaint",
        "Unacceptable",
        "Your driver threw the box over a six foot fence. I have "
        "it on camera. The projector inside now makes a grinding noise. What are you going to do about it? {order}"
        "\n\n{name}",
        sku="VW-PROJ-P",
        mood="angry",
    ),
    _opening(
        "en-o6",
        f"sales@{V}",
        "shipping_question",
        "delivery before the 20th?",
        "If I order the ring light today will "
        "it be in {city} before the 20th? Need it for a shoot.\n\nSent from my iPhone",
    ),
    _opening(
        "en-o7",
        f"support@{V}",
        "order_change",
        "Add a cable to my order",
        "just ordered {order}, can you throw in a 2m cable and charge the same card? ty",
    ),
    _opening(
        "en-o8",
        f"support@{N}",
        "return_exchange",
        "Returning the side table to the UK",
        "Hello, the table is lovely "
        "but 4 cm too tall to go under our window. How do returns from {city} work, and who pays? Order {order}."
        "\n\nBest wishes\n{name}",
        sku="NW-TBL-SI",
    ),
    _opening(
        "en-o9",
        f"support@{V}",
        "contact_human",
        "Can I please talk to a person",
        "Your bot has sent me in circles for "
        "twenty minutes. Please have somebody call me on {phone}.\n\n{name}",
        mood="negative",
    ),
    _opening(
        "de-o1",
        f"support@{N}",
        "product_question",
        "Ist die Vase spülmaschinenfest?",
        "Hallo, steht leider nirgends: "
        "Darf die Vase „Isa“ in die Spülmaschine? Und passt ein Arm durch den Hals zum Auswischen?\n\nGrüße\n{name}",
    ),
    _opening(
        "de-o2",
        f"logistics@{N}",
        "tracking",
        "Paket angeblich zugestellt",
        "Guten Tag, {tracking} soll gestern „im "
        "Briefkasten“ zugestellt worden sein. Ein Stuhl. Im Briefkasten. Ich bitte um Aufklärung.\n\nMit "
        "freundlichen Grüßen\n{name}",
        sku="NW-CHA-OS",
        mood="negative",
    ),
    _opening(
        "de-o3",
        f"support@{N}",
        "damaged",
        "Kratzer auf dem Tisch",
        "Hallo Team, beim Auspacken ist mir ein ca. 6 cm "
        "langer Kratzer auf der Platte aufgefallen (Bestellung {order}). Austausch oder Nachlass, beides wäre ok."
        "\n\nVG {first} {last}\n\nGesendet von meinem Galaxy",
        sku="NW-TBL-SI",
        mood="negative",
    ),
    _opening(
        "de-o4",
        f"refund@{N}",
        "refund",
        "Wann kommt mein Geld?",
        "moin, retoure zu {order} ist laut dhl seit 8 tagen "
        "bei euch. wann bekomm ich die {total}? gruß {first}",
    ),
    _opening(
        "de-o5",
        f"support@{N}",
        "order_status",
        "Status {order}",
        "Sehr geehrte Damen und Herren,\n\nich bitte um "
        "kurze Mitteilung, wann meine Bestellung {order} versendet wird. Im Konto steht seit Montag „in Bearbeitung“."
        "\n\nHochachtungsvoll\n{name}",
    ),
    _opening(
        "de-o6",
        f"support@{N}",
        "complaint",
        "So geht man nicht mit Kunden um",
        "Ich habe gestern 50 Minuten in Ihrer "
        "Hotline verbracht, um dann zu hören, ich solle eine E-Mail schreiben. Hier ist sie. {order}. Ich erwarte "
        "eine Antwort, keine Textbausteine.\n{name}",
        mood="angry",
    ),
    _opening(
        "de-o7",
        f"support@{N}",
        "address_change",
        "Neue Adresse",
        "Hallo, wir ziehen nächste Woche um. Bitte "
        "{order} an {street}, {postcode} {city} schicken. Danke!\n{name}",
    ),
    _opening(
        "de-o8",
        f"support@{N}",
        "feedback",
        "Tolle Verpackung",
        "Ganz ohne Plastik und trotzdem heil angekommen, so muss das. Danke an euer Lager!\n\n{first}",
        mood="positive",
    ),
    _opening(
        "fr-o1",
        f"support@{N}",
        "order_status",
        "Commande {order} – où en est-on ?",
        "Bonjour, ma commande {order} est "
        "« en préparation » depuis six jours. Est-ce normal ?\n\nMerci,\n{name}",
    ),
    _opening(
        "fr-o2",
        f"support@{N}",
        "damaged",
        "Il manque une vis",
        "Bonjour,\n\nIl manque deux vis M6 et la petite clé "
        "dans le carton de l'étagère ({order}). Pouvez-vous me les envoyer par courrier ?\n\nCordialement\n{name}",
        sku="NW-SHF-WA",
    ),
    _opening(
        "fr-o3",
        f"refund@{N}",
        "refund",
        "Remboursement partiel ?",
        "Bonjour, je n'ai été remboursé que des frais de "
        "port, pas de l'article, pour {order}. Il doit y avoir une erreur. Merci de vérifier.\n\n{name}",
        mood="negative",
    ),
    _opening(
        "fr-o4",
        f"logistics@{N}",
        "tracking",
        "Livraison ratée, encore",
        "Deuxième avis de passage alors que j'étais LÀ. "
        "{tracking}. Le livreur ne sonne même pas. C'est insupportable, réglez ça.\n{name}",
        mood="angry",
    ),
    _opening(
        "fr-o5",
        f"support@{N}",
        "shipping_question",
        "Livraison en Corse",
        "Bonjour, livrez-vous la suspension Polar en Corse, et à quel tarif ? Merci bien. {first}",
    ),
    _opening(
        "fr-o6",
        f"support@{N}",
        "feedback",
        "Merci !",
        "Livraison deux jours avant la date prévue et un petit mot dans "
        "le carton. On en redemande ! Bravo à toute l'équipe.\n\n{first}",
        mood="positive",
    ),
    _opening(
        "es-o1",
        f"support-es@{N}",
        "order_status",
        "¿Ha salido ya mi pedido?",
        "Buenas, ¿ha salido ya el {order}? Es un regalo y lo necesito antes del sábado.\n\nGracias, {first}",
    ),
    _opening(
        "es-o2",
        f"support-es@{N}",
        "damaged",
        "Falta una pieza",
        "Hola, en la caja de la estantería faltan los tacos y un "
        "soporte. Pedido {order}. ¿Me los mandáis?\n\n{name}",
        sku="NW-SHF-WA",
        mood="negative",
    ),
    _opening(
        "es-o3",
        f"support-es@{N}",
        "return_exchange",
        "Quiero devolver la alfombra",
        "Hola, la alfombra {order} es muy "
        "bonita pero mi perro opina otra cosa. Está sin estrenar. ¿La recogéis en casa?\n\nUn saludo\n{name}",
        sku="NW-RUG-HA",
    ),
    _opening(
        "es-o4",
        f"support-es@{N}",
        "complaint",
        "Tercera vez que escribo",
        "Tercera vez que escribo y nadie contesta. "
        "{order}, {total} pagados hace tres semanas. ¿Hay alguien ahí?\n{name}",
        mood="angry",
    ),
    _opening(
        "es-o5",
        f"support@{V}",
        "product_question",
        "¿El timbre funciona con 127 V?",
        "Buen día, ¿el DoorSight sirve con el transformador de 127 V que hay en México? Saludos, {name}",
    ),
    _opening(
        "es-o6",
        f"support-es@{N}",
        "address_change",
        "Cambiar dirección",
        "hola! puse mal el numero, es {street}, {city}. pedido {order}. graciass",
    ),
)
