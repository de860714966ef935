"""Threads in French: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
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
)
