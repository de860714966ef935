"""Threads in French."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N, V = "nordlicht-wohnen.example", "voltway.example"

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
        key="fr-remboursement-colere",
        mailbox=f"refund@{N}",
        intent="refund",
        sentiment="angry",
        urgency="high",
        priority="urgent",
        status="escalated",
        subjects=("Remboursement : ça suffit", "MISE EN DEMEURE – {order}", "Toujours pas remboursé"),
        skus=("NW-LMP-PE", "NW-RUG-HA"),
        tags=("remboursement", "juridique"),
        lines=(
            ask(
                """
Madame, Monsieur,

Voilà un mois jour pour jour que vous avez reçu mon retour (preuve de dépôt jointe) et je n'ai toujours pas vu la couleur
de mes {total}. Vous me répondez « sous 14 jours » à chaque fois. La loi dit 14 jours APRÈS la rétractation,
pas 14 jours après chaque mail.

Sans virement sous 48 heures, je saisis la DGCCRF et le médiateur européen. Considérez ceci comme une mise en demeure.

{name}
{street}
{postcode} {city}
""",
                files=("label",),
            ),
            note(
                "Virement rejeté deux fois : IBAN incomplet dans la fiche. Personne ne l'a dit au client... @sam",
                after=28,
            ),
            answer(
                """
Bonjour {title} {last},

Votre remboursement est dû et il part aujourd'hui : notre virement avait été rejeté parce qu'il manquait deux chiffres à
l'IBAN, et personne ne vous a prévenu. Je vous présente nos excuses, votre colère est légitime.

Deux possibilités :
– je recrédite la carte utilisée à l'achat (visible sous 3 jours), ou
– vous me redonnez l'IBAN par le lien sécurisé de votre compte et le virement instantané part dans l'heure.

Indiquez-moi votre choix et je vous confirme l'exécution dans la journée.

{agent}
""",
                after=33,
            ),
            ask("La carte. Et j'attends la confirmation écrite.", after=120),
        ),
    ),
    Scenario(
        key="fr-taille-housse",
        mailbox=f"support@{N}",
        intent="sizing",
        subjects=("Dimensions parure de lit", "Taille française ?"),
        skus=("NW-BED-LI",),
        has_order=False,
        lines=(
            ask(
                """
Bonjour,

J'aimerais commander la parure en lin mais je vois 135 × 200 : est-ce que cela convient à une couette française de
140 × 200 ? Et les taies, 80 × 80, existent-elles en 65 × 65 ?

Merci d'avance,
{name}
""",
            ),
            answer(
                """
Bonjour {title} {last},

Oui, la 135 × 200 convient à une couette de 140 × 200 : le lin se détend d'environ 4 % après le premier lavage.

Pour les oreillers, la taie existe en 65 × 65, référence à part (19,90 €). Vous pouvez aussi prendre la parure en
155 × 220 si vous aimez qu'elle tombe largement. Souhaitez-vous que je prépare un panier avec l'une des deux ?

Belle journée,
{agent}
""",
                after=95,
            ),
            ask("Parfait, je prends la 135 avec deux taies 65. Merci pour le conseil !", after=230),
        ),
    ),
    Scenario(
        key="fr-vase-casse",
        mailbox=f"support@{N}",
        intent="damaged",
        sentiment="negative",
        subjects=("Vase arrivé cassé", "Casse – commande {order}"),
        skus=("NW-VAS-GL", "NW-MUG-FJ"),
        tags=("casse",),
        lines=(
            ask(
                """
Bonjour, je viens d'ouvrir le carton et la pièce est fendue sur toute la hauteur (photo). C'était pour l'anniversaire de
ma sœur dimanche... Est-il possible d'en recevoir une autre avant ? Sinon un remboursement.

{first} {last}
""",
                files=("mug",),
            ),
            answer(
                """
Bonjour {title} {last},

Une nouvelle pièce part ce soir en express et arrive {eta}, donc avant dimanche. Inutile de renvoyer l'autre.

Si jamais elle n'était pas là samedi midi, écrivez-moi : je vous rembourse les {total} aussitôt et vous gardez tout.
Puis-je vous demander de confirmer l'adresse {street}, {postcode} {city} ?

Bien à vous,
{agent}
""",
                after=40,
            ),
            ask("Adresse confirmée. Merci infiniment, vous me sauvez !", after=12),
        ),
    ),
    Scenario(
        key="fr-retractation",
        mailbox=f"refund@{N}",
        intent="return_exchange",
        subjects=("Retour de ma commande {order}", "Échange possible ?"),
        skus=("NW-CHA-OS",),
        countries=("FR", "BE"),
        status="pending",
        lines=(
            ask(
                """
Bonjour, la chaise est très belle mais l'assise est trop haute pour notre table (elle fait 48 cm, il nous faudrait 45).
Comment faire pour la retourner ou l'échanger ? Elle est remontée dans son carton d'origine.

Bonne journée
{name}
""",
            ),
            answer(
                """
Bonjour {title} {last},

Vous pouvez la rendre ou l'échanger, et l'enlèvement à domicile est gratuit.

1. Échange contre la version 45 cm : le transporteur dépose la nouvelle et reprend l'ancienne le même jour.
2. Retour : enlèvement cette semaine, puis remboursement de {total} sous 5 jours.

Laquelle préférez-vous, et quel jour êtes-vous chez vous entre 9 h et 13 h ?

{agent}
""",
                after=150,
            ),
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
        key="fr-entretien",
        mailbox=f"support@{N}",
        intent="product_question",
        subjects=("Entretien de la planche en chêne", "Huile alimentaire ?"),
        skus=("NW-BOA-EI",),
        lines=(
            ask(
                """
Bonjour, ma planche en chêne commence à blanchir au bout de deux mois. Faut-il la huiler, et avec quoi ? Ma belle-mère
jure par l'huile d'olive, j'ai un doute...

Bien cordialement,
{name}
""",
            ),
            answer(
                """
Bonjour {title} {last},

Votre doute est fondé : l'huile d'olive rancit. Prenez une huile de lin alimentaire ou une huile minérale de qualité
alimentaire.

Ponçage très léger (grain 240), une couche fine, une nuit de séchage, puis on essuie. Tous les deux mois suffit. Si elle a
des fissures, envoyez-moi plutôt une photo : elle est garantie deux ans.

{agent}
""",
                after=300,
            ),
            ask("Merci ! Je n'oserai pas le dire à ma belle-mère mais merci.", after=44),
        ),
    ),
    Scenario(
        key="fr-grossiste",
        mailbox=f"support@{N}",
        intent="wholesale",
        subjects=("Partenariat – concept store à {city}",),
        has_order=False,
        skus=("NW-MUG-S4",),
        countries=("FR", "BE"),
        tags=("b2b",),
        status="in_progress",
        lines=(
            ask(
                """
Bonjour,

Nous ouvrons un concept store en janvier à {city} et vos bols et vos lampes nous plaisent beaucoup. Travaillez-vous avec des
revendeurs ? Quelles sont vos remises à partir de 1 500 € HT, et acceptez-vous le dépôt-vente ?

Au plaisir d'échanger,
{name}
""",
            ),
            note(
                "Demande revendeur FR, sérieux (site vérifié). Grille tarifaire à demander à Ada.", after=200
            ),
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
