"""Threads in Spanish: questions, big orders, accounts, and thanks."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="es-medidas",
        mailbox=f"support-es@{N}",
        intent="sizing",
        has_order=False,
        skus=("NW-RUG-HA",),
        subjects=("Medidas de la alfombra Halland", "¿Hay alfombra en 2 x 3?"),
        lines=(
            ask(
                """
Buenas tardes, me encanta la Halland, pero mi sofá mide 2,80 y creo que la de 160 x 230 se queda pequeña. ¿La hacéis más
grande? ¿Se puede poner con suelo radiante?

Muchas gracias, {first}
""",
            ),
            answer(
                """
Hola, {first}:

Sí: la Halland existe en 200 × 300 (389 €) y va perfecta con suelo radiante, es lana tejida sin base de goma.

Para un sofá de 2,80 te recomiendo la grande; si quieres que solo asome por delante, basta la de 160 × 230. ¿Te mando una
muestra del color por carta? Es gratis y llega en tres días.

Un abrazo,
{agent}
""",
                after=110,
            ),
            ask("¡Sí, por favor! A {street}, {postcode} {city}.", after=33),
        ),
    ),
    Scenario(
        key="es-encantada",
        mailbox=f"support-es@{N}",
        intent="feedback",
        sentiment="positive",
        priority="low",
        urgency="low",
        subjects=("Gracias", "Qué maravilla de lámpara"),
        skus=("NW-LMP-AU",),
        tags=("elogio",),
        lines=(
            ask(
                """
Solo quería deciros que la lámpara es todavía más bonita que en la foto y que llegó dos días antes de lo previsto. Mi
marido, que protesta por todo, no ha protestado. Con eso os lo digo todo.

Un beso desde {city}
{first}
""",
            ),
            answer(
                """
Hola, {first}:

¡Que no proteste un marido es nuestro mejor sello de calidad! Se lo leo hoy a todo el equipo. Gracias por contárnoslo.

Un abrazo,
{agent}
""",
                after=180,
            ),
        ),
    ),
)
