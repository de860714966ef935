"""Threads in Spanish: what went wrong."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"
V = "voltway.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="es-taza-rota",
        mailbox=f"support-es@{N}",
        intent="damaged",
        sentiment="negative",
        subjects=("Ha llegado roto", "Tazas rotas – {order}"),
        skus=("NW-MUG-S4",),
        tags=("rotura",),
        lines=(
            ask(
                """
Hola:
Acabo de abrir la caja y una de las tazas viene hecha añicos (os mando foto). El resto, preciosas. ¿Me podéis
mandar otra igual?

Gracias
{first}
""",
                files=("mug",),
            ),
            answer(
                """
Hola, {first}:

Mañana sale tu taza nueva y te llega {eta}, sin ningún coste. Siento el disgusto al abrir la caja.

La rota puedes tirarla tranquilamente. Y si prefieres el reembolso de esa taza, contéstame con un «reembolso» antes de
las 12:00.

Un saludo,
{agent}
""",
                after=47,
            ),
            ask("Taza, taza :) mil gracias", after=9),
        ),
    ),
    Scenario(
        key="es-devolucion-mal",
        mailbox=f"refund@{N}",
        intent="refund",
        sentiment="angry",
        urgency="high",
        priority="urgent",
        status="escalated",
        subjects=("QUIERO MI DINERO", "Reclamación {order}", "Tomadura de pelo"),
        skus=("NW-RUG-HA", "NW-CHA-OS"),
        countries=("ES",),
        tags=("reembolso", "reclamación"),
        lines=(
            ask(
                """
Esto es una tomadura de pelo. Devolví el artículo hace 26 días, lo tenéis vosotros (firmado por un tal Kröger), y cada
vez que escribo me sale una persona distinta que me pide los mismos papeles.

{total}. Quiero una fecha y un justificante, no disculpas. Mañana pongo hoja de reclamaciones en Consumo.

{name}
""",
                "Ni un correo más pidiéndome el justificante. Lo he mandado TRES veces. {order}. Devolvedme los {total}. {name}",
            ),
            note(
                "Kröger es almacén 2, la devolución está. Contabilidad esperaba el código de motivo. Nadie lo puso.",
                after=22,
            ),
            answer(
                """
Hola, {first}:

Tienes toda la razón: tenemos tu devolución y el pago estaba parado por un dato interno nuestro, no por nada tuyo.

La transferencia de {total} sale hoy y te adjunto el justificante en cuanto el banco lo emita. Si lo prefieres en la tarjeta,
dímelo antes de las 17:00. A partir de ahora te contesto yo; no tendrás que explicarlo otra vez.

{agent}
""",
                after=20,
            ),
            ask("De acuerdo, transferencia. Espero el justificante.", after=75),
        ),
    ),
    Scenario(
        key="es-mexico-garantia",
        mailbox=f"support@{V}",
        intent="damaged",
        subjects=("Audífonos: el izquierdo no carga", "Garantía en México"),
        countries=("MX",),
        skus=("VW-BUDS-02",),
        tags=("garantía",),
        status="pending",
        lines=(
            ask(
                """
Qué tal, buen día.

Compré los PulseBuds en su tienda (orden {order}) y el audífono izquierdo ya no carga, la lucecita prende dos segundos y se
apaga. Ya limpié los contactos como dice el manual. ¿La garantía aplica acá en México o los tengo que mandar
a Estados Unidos? Porque el envío sale más caro que los audífonos, jaja.

Saludos desde {city}
{name}
""",
            ),
            answer(
                """
Hola, {first}, buen día:

La garantía sí aplica en México y no tienes que mandar nada a Estados Unidos.

Podemos enviarte solo el audífono izquierdo (llega en 5 a 7 días hábiles), o el juego completo si el derecho también dura
menos de cuatro horas. ¿Cuál de los dos casos es el tuyo? Con tu respuesta lo despacho hoy mismo.

Saludos,
{agent}
""",
                after=85,
            ),
        ),
    ),
    Scenario(
        key="es-pago",
        mailbox=f"billing@{V}",
        intent="payment_problem",
        subjects=("Dos cargos por lo mismo", "Cobro duplicado orden {order}"),
        countries=("MX",),
        skus=("VW-PB-20K", "VW-PROJ-P"),
        status="in_progress",
        sentiment="negative",
        tags=("pago",),
        lines=(
            ask(
                """
Buenas tardes, en mi estado de cuenta me aparecen dos cargos de {total} por la misma orden {order}. ¿Me pueden regresar uno
por favor? Adjunto captura del banco.

{name}
""",
                files=("screenshot",),
            ),
            note(
                "One is captured, the other only pre-authorised. @fin do you see the same in the payment panel?",
                after=160,
            ),
        ),
    ),
)
