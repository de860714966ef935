"""What the two shops sell."""

from __future__ import annotations

from decimal import Decimal

from helpdesk.demo.content.model import ProductSpec

_NORDLICHT = """\
NW-MUG-FJ|18.90|Stoneware mug “Fjord”|Steingutbecher „Fjord“
NW-MUG-S4|64.90|“Fjord” mugs, set of four|Becher-Set „Fjord“, 4 Stück
NW-LMP-AU|119.00|Table lamp “Aurora”|Tischleuchte „Aurora“
NW-LMP-PE|189.00|Pendant lamp “Polar”|Pendelleuchte „Polar“
NW-BLK-WO|89.00|Wool throw “Svea”, 130 × 180|Wolldecke „Svea“, 130 × 180
NW-PIL-LI|24.90|Linen cushion cover, 50 × 50|Kissenbezug Leinen, 50 × 50
NW-RUG-HA|249.00|Wool rug “Halland”, 160 × 230|Wollteppich „Halland“, 160 × 230
NW-CHA-OS|179.00|Oak chair “Oslo”|Stuhl „Oslo“, Eiche
NW-TBL-SI|139.00|Side table “Siv”|Beistelltisch „Siv“
NW-CDL-SE|22.90|Scented candle “Pine”|Duftkerze „Kiefer“
NW-BOA-EI|39.90|Oak chopping board|Schneidebrett Eiche
NW-BED-LI|129.00|Linen bedding, 135 × 200|Bettwäsche Leinen, 135 × 200
NW-VAS-GL|49.90|Mouth-blown vase “Isa”|Vase „Isa“, mundgeblasen
NW-CLK-WA|69.90|Wall clock “Tid”|Wanduhr „Tid“
NW-SHF-WA|84.90|Wall shelf “Lund”|Wandregal „Lund“
"""

_VOLTWAY = """\
VW-BUDS-02|79.00|PulseBuds 2 wireless earbuds|Kabellose Ohrhörer PulseBuds 2
VW-CHG-65|44.90|65 W GaN charger|65-W-GaN-Ladegerät
VW-PB-20K|59.90|PowerBrick 20K power bank|Powerbank PowerBrick 20K
VW-CAM-01|129.00|DoorSight video doorbell|Videoklingel DoorSight
VW-PLUG-4|39.90|Smart plug, 4-pack|Smarte Steckdose, 4er-Pack
VW-KEY-75|149.00|Typewave 75 mechanical keyboard|Mechanische Tastatur Typewave 75
VW-MOUSE-E|54.90|Glide ergonomic mouse|Ergonomische Maus Glide
VW-HUB-9|69.90|9-in-1 USB-C hub|9-in-1-USB-C-Hub
VW-CABLE-2M|17.90|Braided USB-C cable, 2 m|USB-C-Gewebekabel, 2 m
VW-LIGHT-R|34.90|Ring light with stand|Ringlicht mit Stativ
VW-WATCH-S|24.90|Strand sports watch band|Sportarmband Strand
VW-SPK-MINI|49.90|Boomlet mini speaker|Mini-Lautsprecher Boomlet
VW-STAND-A|42.00|Aluminium laptop stand|Laptopständer Aluminium
VW-TRACK-3|64.90|FindIt tracker, 3-pack|FindIt-Tracker, 3er-Pack
VW-PROJ-P|299.00|PocketBeam projector|Beamer PocketBeam
"""


def _read(store: str, table: str) -> list[ProductSpec]:
    rows = (line.split("|") for line in table.splitlines())
    return [ProductSpec(sku, store, Decimal(price), {"en": en, "de": de}) for sku, price, en, de in rows]


PRODUCTS: tuple[ProductSpec, ...] = (*_read("nordlicht", _NORDLICHT), *_read("voltway", _VOLTWAY))
