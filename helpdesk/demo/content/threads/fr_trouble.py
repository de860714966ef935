"""Threads in French: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
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
        key="fr-vase-casse",
        mailbox=f"support@{N}",
        intent="damaged",
        sentiment="negative",
        subjects=("Vase arrivé cassé", "Casse – commande {order}"),
        skus=("NW-VAS-GL",),
        tags=("casse",),
        lines=(
            ask(
                """
Bonjour, je viens d'ouvrir le carton et la pièce est fendue sur toute la hauteur (photo). C'était pour l'anniversaire de
ma sœur dimanche... Est-il possible d'en recevoir une autre avant ? Sinon un remboursement.

{first} {last}
""",
                files=("vase",),
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
)
