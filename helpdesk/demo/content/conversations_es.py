"""Threads in Spanish, from Spain and Mexico."""

from __future__ import annotations

from helpdesk.demo.content.scenario import Scenario, answer, ask, note

N, V = "nordlicht-wohnen.example", "voltway.example"

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
        key="es-canarias",
        mailbox=f"support-es@{N}",
        intent="shipping_question",
        has_order=False,
        skus=("NW-SHF-WA",),
        subjects=("¿Enviáis a Canarias?", "Gastos de envío a Baleares"),
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
    Scenario(
        key="es-pago",
        mailbox=f"billing@{V}",
        intent="payment_problem",
        subjects=("Me rechaza la tarjeta", "Cobro duplicado orden {order}"),
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
