"""Threads in French: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="fr-colis-introuvable",
        mailbox=f"logistics@{N}",
        intent="tracking",
        sentiment="negative",
        subjects=("Colis introuvable", "Commande {order} – toujours rien", "où est mon colis ???"),
        skus=("NW-VAS-GL", "NW-CLK-WA", "NW-BOA-EI"),
        tags=("retard",),
        lines=(
            ask(
                """
Bonjour,

Le suivi {tracking} indique « livré » depuis hier 14 h 12, mais je n'ai rien reçu. Ni dans la boîte aux lettres,
ni chez la gardienne, ni chez les voisins du dessous. J'étais chez moi toute la journée.

Pouvez-vous vérifier auprès du transporteur ?

Cordialement,
{name}
{city}

Envoyé de mon iPhone
""",
                "bonjour colis {tracking} marqué livré mais j ai rien recu!! vous pouvez voir ? merci {first}",
            ),
            note("Photo de livraison demandée à {carrier} : c'est le hall du 14, pas du 41.", after=62),
            answer(
                """
Bonjour {title} {last},

Votre colis a été déposé par erreur au numéro 14 de votre rue ; le livreur repasse le chercher et vous le remet {eta}.

Si vous préférez ne pas attendre, je peux vous en envoyer un second dès aujourd'hui, sans frais. Dites-moi simplement
« j'attends » ou « renvoi », et je m'en occupe tout de suite.

Bien à vous,
{agent}
Nordlicht Wohnen
""",
                after=44,
            ),
            ask("J'attends, merci beaucoup pour votre réponse rapide.", after=37),
            ask("Bien reçu à l'instant. Le livreur s'est même excusé. Bonne journée !", after=1490),
        ),
    ),
    Scenario(
        key="fr-facture-pro",
        mailbox=f"refund@{N}",
        intent="invoice_customs",
        subjects=("Facture avec TVA intracommunautaire", "duplicata de facture"),
        skus=("NW-LMP-AU", "NW-SHF-WA"),
        countries=("FR", "BE"),
        lines=(
            ask(
                """
Bonjour,
Notre comptable réclame une facture HT avec notre numéro de TVA intracommunautaire pour la commande {order}.
Est-ce encore possible après livraison ?
Merci,
{name}
""",
            ),
            answer(
                """
Bonjour {title} {last},

C'est possible : la facture rectifiée est jointe, et la TVA vous sera recréditée sous 5 jours ouvrés.

Pour les prochaines commandes, saisissez le numéro au moment du paiement, ou laissez-moi l'enregistrer dans votre compte.

Cordialement,
{agent}
""",
                after=170,
                files=("invoice",),
            ),
        ),
    ),
    Scenario(
        key="fr-modif-commande",
        mailbox=f"support@{N}",
        intent="order_change",
        subjects=("Ajouter un article à {order}", "Oubli dans ma commande"),
        skus=("NW-PIL-LI", "NW-CDL-SE"),
        lines=(
            ask(
                """
Coucou, j'ai commandé ce matin ({order}) et j'ai oublié une bougie pour ma collègue... on peut l'ajouter sans repayer
les frais de port ? 🙏

{first}
""",
            ),
            answer(
                """
Bonjour {first},

C'est ajouté, sans frais de port supplémentaires ! Vous recevrez un lien pour régler les 22,90 € ; dès que c'est fait, tout
part ensemble, livraison {eta}.

Belle journée,
{agent}
""",
                after=21,
            ),
            ask("Réglé, merci mille fois", after=6),
        ),
    ),
    Scenario(
        key="fr-adresse",
        mailbox=f"logistics@{N}",
        intent="address_change",
        urgency="high",
        priority="high",
        subjects=("Changement d'adresse URGENT", "Erreur d'adresse {order}"),
        skus=("NW-RUG-HA", "NW-BLK-WO"),
        lines=(
            ask(
                """
Bonjour, je déménage vendredi et la livraison est prévue lundi à l'ancienne adresse. Pouvez-vous faire livrer au
{street}, {postcode} {city} ? Digicode 47B12, 3e étage. Le colis est déjà parti apparemment ({tracking}).

Merci de faire au plus vite
{name}
""",
            ),
            answer(
                """
Bonjour {title} {last},

C'est fait : {carrier} livrera au {street} avec le digicode 47B12, toujours {eta}.

Si le livreur ne pouvait pas monter, il déposera le colis au point relais le plus proche et vous aurez un SMS.
Bon déménagement !

{agent}
""",
                after=26,
            ),
            ask("Génial merci", "Merci, quelle efficacité.", after=15),
        ),
    ),
)
