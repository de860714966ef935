"""Threads in Spanish: orders on their way."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N = "nordlicht-wohnen.example"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        key="es-donde-esta",
        mailbox=f"support-es@{N}",
        intent="tracking",
        sentiment="negative",
        subjects=("¿Dónde está mi pedido?", "Pedido {order} sin noticias", "paquete perdido???"),
        skus=("NW-BLK-WO", "NW-CLK-WA", "NW-LMP-AU"),
        tags=("retraso",),
        lines=(
            ask(
                """
Buenos días:

Hice el pedido {order} el {ordered} y según el seguimiento ({tracking}) está «en reparto» desde hace cuatro días. He
llamado a {carrier} y me dicen que hable con vosotros. ¿Alguien me puede decir dónde está?

Un saludo,
{name}

Enviado desde mi iPhone
""",
                "hola, 4 dias en reparto y nada... {tracking} que pasa?? gracias\n{first}",
            ),
            note(
                "El delegado de {carrier} en {city} lo tiene en almacén, faltaba el piso en la dirección.",
                after=38,
            ),
            answer(
                """
Hola, {first}:

Tu paquete está en el almacén de {carrier} en {city}: en la etiqueta faltaba el piso y por eso no salía.

Tienes dos opciones: te lo llevan {eta} si me confirmas piso y puerta, o lo recoges desde hoy en el almacén, abierto
hasta las 20:00. Dime cuál prefieres y lo dejo arreglado ahora mismo.

Un abrazo,
{agent}
Nordlicht Wohnen
""",
                after=30,
            ),
            ask("3.º B. Que lo traigan, por favor. Gracias por contestar tan rápido, da gusto.", after=19),
            answer("Anotado el 3.º B, {first}. ¡Que lo disfrutes!\n\n{agent}", after=25),
        ),
    ),
    Scenario(
        key="es-canarias",
        mailbox=f"support-es@{N}",
        intent="shipping_question",
        has_order=False,
        skus=("NW-SHF-WA",),
        subjects=("¿Enviáis a Canarias?", "Gastos de envío a Canarias"),
        countries=("ES",),
        lines=(
            ask("Hola, ¿enviáis la estantería Lund a Canarias? ¿Y cuánto tarda más o menos? Gracias. {name}"),
            answer(
                """
Hola, {first}:

Sí, enviamos a Canarias en 8 a 12 días laborables por 19,90 €.

El IGIC se paga allí (7 %), salvo que elijas «impuestos incluidos» en la caja, que es lo más cómodo: no te llamará nadie de
aduanas. Pruébalo con tu código postal y verás el total exacto antes de pagar.

{agent}
""",
                after=140,
            ),
        ),
    ),
    Scenario(
        key="es-cancelar",
        mailbox=f"support-es@{N}",
        intent="cancellation",
        urgency="high",
        priority="high",
        subjects=("Cancelar pedido {order}", "me equivoqué de color"),
        skus=("NW-PIL-LI", "NW-BED-LI"),
        lines=(
            ask(
                "Hola!! me he equivocado de color, podeis cancelar el pedido {order}?? lo acabo de hacer hace 10 min. perdon y gracias",
            ),
            answer(
                """
Hola, {first}:

Cancelado, no te preocupes. Los {total} vuelven a tu tarjeta en 2–3 días.

Si lo que querías era el mismo en otro color, dime cuál y te preparo el pedido con el mismo precio.

{agent}
""",
                after=11,
            ),
            ask("El verde salvia!! y gracias, sois un amor", after=5),
        ),
    ),
    Scenario(
        key="es-factura",
        mailbox=f"support-es@{N}",
        intent="invoice_customs",
        subjects=("Factura con CIF", "Necesito factura del pedido {order}"),
        skus=("NW-LMP-PE", "NW-TBL-SI"),
        lines=(
            ask(
                """
Buenas:
Necesito la factura del {order} a nombre de la empresa, con CIF, para el cierre del trimestre. ¿Me la podéis mandar antes
del viernes?
Gracias, {name}
""",
            ),
            answer(
                """
Hola, {first}:

Aquí la tienes, adjunta y ya con los datos de la empresa.

Si falta algo, dímelo hoy y la rectifico antes del viernes.

Un saludo,
{agent}
""",
                after=90,
                files=("invoice",),
            ),
        ),
    ),
    Scenario(
        key="es-cambio-direccion",
        mailbox=f"support-es@{N}",
        intent="address_change",
        subjects=("Cambio de dirección", "No estaré en casa"),
        skus=("NW-VAS-GL", "NW-CDL-SE"),
        snooze_days=3,
        status="pending",
        lines=(
            ask(
                "Hola, el jueves no voy a estar. ¿Puede llegar el viernes por la tarde, o al trabajo de mi hermana?\n\n{name}",
            ),
            answer(
                """
Hola, {first}:

El viernes por la tarde está confirmado con {carrier} (16–20 h).

Si prefieres el trabajo de tu hermana, mándame la dirección antes del miércoles y lo cambio. Lo dejo anotado para
comprobarlo el jueves.

{agent}
""",
                after=66,
            ),
        ),
    ),
)
