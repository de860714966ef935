"""About 120 people who buy from the two shops, with addresses as their country writes them."""

from __future__ import annotations

import unicodedata
from random import Random

from helpdesk.demo.content.model import CustomerSpec

# f/m, name (CJK: family given = romanised), street, postcode, city
_PEOPLE = {
    ("DE", "de"): """\
f|Sabine Krüger|Lindenstraße 14|04277|Leipzig
m|Thomas Weber|Am Mühlbach 3|79104|Freiburg
f|Katrin Schäfer|Eppendorfer Weg 88|20259|Hamburg
m|Jürgen Hoffmann|Ringstraße 21|45131|Essen
f|Aylin Demir|Sonnenallee 132|12059|Berlin
m|Lukas Bauer|Kirchgasse 7|97070|Würzburg
f|Petra Lehmann|Schillerstraße 40|01099|Dresden
m|Holger Petersen|Hafenstraße 5|24937|Flensburg
f|Monika Vogt|Brunnenweg 11|72072|Tübingen
m|Piotr Nowak|Venloer Straße 301|50823|Köln
f|Hannah Winkler|Maximilianstraße 19|80539|München
m|Dieter Groß|Alte Dorfstraße 2|19055|Schwerin
f|Lena Fuchs|Bahnhofstraße 56|34117|Kassel
m|Sven Jansen|Deichweg 9|26723|Emden
f|Ursula Franke|Goethestraße 73|60313|Frankfurt am Main
m|Emre Yıldız|Kaiserstraße 18|76133|Karlsruhe
f|Nadine Albrecht|Waldweg 4|99423|Weimar
m|Matthias Kuhn|Hauptstraße 112|69117|Heidelberg
f|Greta Simon|Feldstraße 27|28203|Bremen
m|Florian Beck|Rosengasse 6|89073|Ulm""",
    ("AT", "de"): """\
f|Eva Gruber|Neubaugasse 45|1070|Wien
m|Stefan Huber|Getreidegasse 12|5020|Salzburg
f|Barbara Pichler|Herrengasse 8|8010|Graz
m|Michael Steiner|Innrain 60|6020|Innsbruck""",
    ("CH", "de"): """\
m|Reto Zürcher|Seefeldstrasse 101|8008|Zürich
f|Ursina Caduff|Poststrasse 14|7000|Chur
f|Regula Meier|Marktgasse 22|3011|Bern
m|Beat Ammann|Rorschacher Strasse 9|9000|St. Gallen""",
    ("FR", "fr"): """\
f|Camille Dupont|18 rue des Martyrs|75009|Paris
m|Julien Lefèvre|41 avenue Foch|69006|Lyon
f|Élodie Martin|7 impasse des Lilas|44000|Nantes
m|François Girard|12 place du Capitole|31000|Toulouse
f|Nour Benali|25 boulevard Longchamp|13001|Marseille
m|Mathieu Roux|3 quai des Bateliers|67000|Strasbourg
f|Chloé Bernard|56 cours de l'Yser|33800|Bordeaux
m|Alain Perrin|9 chemin du Moulin|74000|Annecy
f|Sophie Le Goff|14 rue de Siam|29200|Brest
m|Karim Haddad|82 rue Solférino|59000|Lille
f|Isabelle Chevalier|5 rue du Bourg|21000|Dijon
m|Hugo Fontaine|30 rue Saint-Guilhem|34000|Montpellier
f|Manon Garnier|11 rue Sainte-Catherine|45000|Orléans
m|Pierre Morel|2 rue du Vieux-Port|17000|La Rochelle""",
    ("BE", "fr"): """\
f|Aurélie Lambert|Rue du Bailli 33|1050|Bruxelles
m|Benoît Claes|Rue Saint-Gilles 71|4000|Liège
f|Delphine Maes|Avenue Louise 210|1050|Bruxelles""",
    ("ES", "es"): """\
f|Lucía Fernández|Calle Mayor 12, 2.º A|28013|Madrid
m|Javier Ortega|Carrer d'Aragó 245|08007|Barcelona
f|Carmen Ruiz|Calle Sierpes 31|41004|Sevilla
m|Iñaki Etxeberria|Calle Ledesma 9|48001|Bilbao
f|Marta Soler|Carrer de la Pau 18|46002|Valencia
m|Antonio Navarro|Calle Alfonso I 22|50003|Zaragoza
f|Rocío Morales|Calle Larios 4|29005|Málaga
m|Pablo Iglesias Vidal|Rúa do Franco 15|15702|Santiago de Compostela
f|Nuria Campos|Calle Uría 40|33003|Oviedo
m|Sergio Delgado|Calle Triana 66|35002|Las Palmas
f|Elena Vargas|Calle Recogidas 28|18002|Granada
m|Óscar Peña|Calle Platerías 7|47003|Valladolid
f|Beatriz Molina|Avenida de la Libertad 3|30009|Murcia""",
    ("MX", "es"): """\
f|Fernanda Castillo|Av. Álvaro Obregón 151|06700|Ciudad de México
m|Diego Hernández|Calle Morelos 820|44100|Guadalajara
f|Ximena Ríos|Av. Constitución 1404|64000|Monterrey
m|Rodrigo Salinas|Calle 60 Núm. 498|97000|Mérida
f|Daniela Cruz|Calle 5 de Mayo 12|72000|Puebla""",
    ("US", "en"): """\
f|Megan O'Connor|2214 Hawthorne Blvd|97214|Portland
m|Tyler Jackson|901 W 24th St Apt 5|78705|Austin
f|Priya Raman|48 Linden Ave|02143|Somerville
m|Marcus Bell|1733 N Damen Ave|60647|Chicago
f|Ashley Nguyen|350 Bay St|94133|San Francisco
m|Robert Kowalski|77 Elmwood Dr|14222|Buffalo
f|Destiny Brooks|612 Peachtree St NE|30308|Atlanta
m|Carlos Mendoza|4120 E Speedway Blvd|85712|Tucson
f|Hannah Goldberg|211 Prospect Park W|11215|Brooklyn
m|Kevin Sato|1450 Kapiolani Blvd|96814|Honolulu
f|Emily Larsen|830 Nicollet Mall|55402|Minneapolis
m|Darnell Washington|1901 St Charles Ave|70130|New Orleans
f|Grace Whitfield|17 Maple Ct|05401|Burlington
m|Owen McBride|5560 S Maryland Pkwy|89119|Las Vegas
f|Rachel Kim|1200 5th Ave|98101|Seattle
m|Luis Ortiz|640 Ocean Dr|33139|Miami Beach
f|Tanya Petrova|29 Beacon Hill Rd|06902|Stamford
m|Jared Foster|3003 Blake St|80205|Denver""",
    ("GB", "en"): """\
f|Charlotte Hughes|14 Clifton Road|BS8 1AF|Bristol
m|Oliver Thompson|3 Castle Terrace|EH1 2DP|Edinburgh
f|Amelia Patel|62 Narborough Road|LE3 0BR|Leicester
m|George Whitaker|Rose Cottage, Mill Lane|YO62 5BH|Helmsley
f|Siân Davies|27 Cathedral Road|CF11 9HA|Cardiff
m|Kwame Mensah|115 Peckham Rye|SE15 4JR|London
f|Fiona Campbell|8 Hyndland Street|G11 5QE|Glasgow
m|Daniel Ashworth|90 Deansgate|M3 2QG|Manchester""",
    ("JP", "ja"): """\
f|佐藤 美咲=Misaki Sato|神宮前3-12-8|150-0001|東京都渋谷区
m|田中 健一=Kenichi Tanaka|梅田2-4-9|530-0001|大阪府大阪市北区
f|鈴木 陽子=Yoko Suzuki|本町1-7-15|231-0005|神奈川県横浜市中区
m|高橋 大輔=Daisuke Takahashi|大通西5-1|060-0042|北海道札幌市中央区
f|伊藤 さくら=Sakura Ito|天神1-11-2|810-0001|福岡県福岡市中央区
m|渡辺 誠=Makoto Watanabe|栄3-6-1|460-0008|愛知県名古屋市中区
f|山本 恵=Megumi Yamamoto|四条通烏丸東入20|600-8008|京都府京都市下京区
m|中村 拓也=Takuya Nakamura|一番町4-7-1|980-0811|宮城県仙台市青葉区
f|小林 直美=Naomi Kobayashi|紙屋町2-2-12|730-0031|広島県広島市中区
m|加藤 翔=Sho Kato|三宮町1-9-1|650-0021|兵庫県神戸市中央区""",
    ("CN", "zh"): """\
f|王 晓燕=Xiaoyan Wang|南京西路1266号1502室|200040|上海市静安区
m|李 建国=Jianguo Li|中关村南大街5号3单元601|100081|北京市海淀区
f|张 雨欣=Yuxin Zhang|科技南路18号|518057|深圳市南山区
m|刘 洋=Yang Liu|天河北路233号|510613|广州市天河区
f|陈 静=Jing Chen|文三路478号|310012|杭州市西湖区
m|杨 帆=Fan Yang|人民南路四段27号|610041|成都市武侯区
f|赵 敏=Min Zhao|珞喻路726号|430074|武汉市洪山区
m|周 子轩=Zixuan Zhou|中山路88号|210008|南京市玄武区
f|吴 思琪=Siqi Wu|解放碑民权路28号|400010|重庆市渝中区
m|徐 磊=Lei Xu|环岛东路1811号|361008|厦门市思明区""",
    ("TW", "zh"): """\
f|林 怡君=Yi-Chun Lin|忠孝東路四段201號5樓|106|台北市大安區
m|黃 志偉=Chih-Wei Huang|公益路68號|403|台中市西區
f|蔡 佩珊=Pei-Shan Tsai|中華路二段12號|700|台南市中西區
m|許 家豪=Chia-Hao Hsu|五福三路100號|801|高雄市前金區""",
}

_TITLES = {
    "de": ("Frau", "Herr"),
    "fr": ("Madame", "Monsieur"),
    "es": ("Sra.", "Sr."),
    "en": ("Ms", "Mr"),
    "ja": ("様", "様"),
    "zh": ("女士", "先生"),
}
_HOSTS = {
    "DE": ("postfach.example", "webpost-de.example"),
    "AT": ("alpenmail.example",),
    "CH": ("bergpost.example",),
    "FR": ("courriel-fr.example", "laposte-fr.example"),
    "BE": ("courriel-be.example",),
    "ES": ("correo-es.example",),
    "MX": ("correo-mx.example",),
    "US": ("inboxmail.example", "fastpost.example"),
    "GB": ("post-uk.example",),
    "JP": ("meru-jp.example",),
    "CN": ("youxiang-cn.example",),
    "TW": ("xinxiang-tw.example",),
}
_DIAL = {
    "DE": "+49 30",
    "AT": "+43 1",
    "CH": "+41 44",
    "FR": "+33 1",
    "BE": "+32 2",
    "ES": "+34 91",
    "MX": "+52 55",
    "US": "+1 415",
    "GB": "+44 20",
    "JP": "+81 3",
    "CN": "+86 138",
    "TW": "+886 2",
}
_SCRIPTS = {"CN": "zh-Hans", "TW": "zh-Hant"}
CLIENTS = ("gmail", "apple", "outlook", "thunderbird", "webmail")


def customers(rng: Random) -> tuple[CustomerSpec, ...]:
    """Everybody, in a stable order; the mail client and the phone number come from `rng`."""
    found: list[CustomerSpec] = []
    for (country, language), table in _PEOPLE.items():
        for row in table.splitlines():
            found.append(_customer(rng, country, language, row, len(found)))
    return tuple(found)


def _customer(rng: Random, country: str, language: str, row: str, at: int) -> CustomerSpec:
    gender, written, street, postcode, city = row.split("|")
    local, _, roman = written.partition("=")
    if roman:
        last, first = local.split(" ")
        name = f"{last} {first}" if language == "ja" else f"{last}{first}"
    else:
        first, _, last = local.partition(" ")
        name = local
    plain = _ascii(roman or local).lower()
    parts = plain.replace("'", "").split()
    mailbox = rng.choice((".".join(parts), f"{parts[0][0]}.{parts[-1]}", f"{parts[0]}{rng.randint(62, 99)}"))
    return CustomerSpec(
        key=f"c{at:03d}",
        name=name,
        first=first,
        last=last,
        title=_TITLES[language][0 if gender == "f" else 1],
        email=f"{mailbox}@{rng.choice(_HOSTS[country])}",
        country=country,
        language=_SCRIPTS.get(country, language),
        street=street,
        postcode=postcode,
        city=city,
        phone=f"{_DIAL[country]} 555 {rng.randint(1000, 9999)}",
        client=rng.choice(CLIENTS),
        is_vip=at % 17 == 3,
    )


def _ascii(name: str) -> str:
    for sign, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ı", "i")):
        name = name.replace(sign, plain)
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
