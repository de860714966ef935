"""What customers say when the desk has answered them."""

from __future__ import annotations

import re
from random import Random

from helpdesk.demo.content.wording import base_language

_NUMBERED = re.compile(r"(?m)^\s*(?:1[.)）]|[-–·・•])\s")
_ASKS = re.compile(r"[?？]")

_CHOICE = {
    "en": (
        "Number 1 please.",
        "Let's go with the first option, thanks!",
        "Option 2 works better for me. When will that be?",
        "2 please, and thank you for offering a choice.",
        "First one. Appreciate it.",
        "Hmm, the second. I'd rather wait than go through all that again.",
    ),
    "de": (
        "Bitte Variante 1.",
        "Dann nehme ich das Erste, danke!",
        "Lieber die zweite Möglichkeit. Wann wäre das ungefähr?",
        "Nummer 2 bitte. Schön, dass man mal gefragt wird.",
        "Die erste. Besten Dank.",
        "Ich entscheide mich für das Zweite, auch wenn es länger dauert.",
    ),
    "fr": (
        "La première option, s'il vous plaît.",
        "Je choisis la 1, merci !",
        "Plutôt la deuxième. Vers quelle date ?",
        "La 2, et merci de laisser le choix.",
        "Option 1, merci pour votre efficacité.",
        "Je préfère la seconde, même si c'est un peu plus long.",
    ),
    "es": (
        "La primera, por favor.",
        "Me quedo con la 1, ¡gracias!",
        "Mejor la segunda. ¿Para cuándo sería?",
        "La 2, y gracias por dejarme elegir.",
        "Opción 1. Perfecto.",
        "La segunda, aunque tarde un poco más.",
    ),
    "ja": (
        "1でお願いします。",
        "一つ目の方法でお願いいたします。",
        "2を希望します。いつ頃になりますか。",
        "二番目でお願いします。選べて助かります。",
        "では1で。よろしくお願いします。",
        "少し時間がかかっても2の方がよいです。",
    ),
    "zh": (
        "选1，谢谢。",
        "就第一种吧，麻烦了！",
        "第二种更好，大概什么时候？",
        "2，谢谢你们给选择。",
        "1吧，辛苦了。",
        "选第二个，慢一点也没关系。",
    ),
}
_DETAIL = {
    "en": (
        "Sure: it's the black one, bought three weeks ago. Anything else you need?",
        "Yes, that's right. The number on the label ends in 47.",
        "Good question. I've checked, the box says batch 0923-B.",
        "Friday after 5 pm works best. The bell doesn't work, please call.",
        "Yes please. Same address as on the order.",
        "It happens on both my phone and my laptop, so it isn't the cable.",
    ),
    "de": (
        "Klar: Es ist die helle Ausführung, gekauft vor drei Wochen. Brauchen Sie noch etwas?",
        "Ja, das stimmt so. Die Nummer auf dem Etikett endet auf 47.",
        "Gute Frage, ich habe nachgesehen: Auf dem Karton steht Charge 0923-B.",
        "Freitag ab 17 Uhr passt am besten. Die Klingel ist kaputt, bitte anrufen.",
        "Ja gern, an dieselbe Adresse.",
        "Passiert an beiden Steckdosen, daran liegt es also nicht.",
    ),
    "fr": (
        "Oui : c'est la version claire, achetée il y a trois semaines. Faut-il autre chose ?",
        "C'est bien ça. Le numéro sur l'étiquette finit par 47.",
        "J'ai regardé, il est écrit lot 0923-B sur le carton.",
        "Vendredi après 17 h, ce serait parfait. La sonnette est en panne, merci d'appeler.",
        "Oui, avec plaisir, à la même adresse.",
        "Même chose sur l'autre prise, donc ce n'est pas ça.",
    ),
    "es": (
        "Sí: es el modelo claro, comprado hace tres semanas. ¿Necesitáis algo más?",
        "Eso es. El número de la etiqueta acaba en 47.",
        "Lo he mirado, en la caja pone lote 0923-B.",
        "El viernes a partir de las cinco me va bien. El timbre no funciona, llamad por favor.",
        "Sí, por favor, a la misma dirección.",
        "Pasa lo mismo en el otro enchufe, así que no es eso.",
    ),
    "ja": (
        "はい、黒の方です。三週間前に購入しました。ほかに必要な情報はありますか。",
        "その通りです。ラベルの番号の末尾は47です。",
        "確認したところ、箱にはロット0923-Bと書いてありました。",
        "金曜日の18時以降が都合がよいです。",
        "はい、同じ住所でお願いいたします。",
        "別の端末でも同じ症状でした。",
    ),
    "zh": (
        "是的，黑色那款，三周前买的。还需要什么信息吗？",
        "对，就是这个，标签上的号码尾号 47。",
        "看了一下，盒子上写的批次是 0923-B。",
        "周五下午五点以后方便，到了打电话。",
        "好的，还是原来的地址。",
        "换了一台设备也一样，应该不是线的问题。",
    ),
}
_THANKS = {
    "en": (
        "Perfect, thank you!",
        "That was quick. Thanks a lot.",
        "Great, appreciate the help. Have a good one!",
        "Wonderful service, I'll be back.",
        "ok thx",
        "Thank you for explaining it so clearly. All sorted now.",
    ),
    "de": (
        "Vielen Dank, alles klar!",
        "Das ging ja schnell. Danke!",
        "Super, damit ist mir geholfen. Schönen Tag noch.",
        "Herzlichen Dank für die freundliche Hilfe.",
        "ok danke",
        "Danke für die klare Auskunft, so macht Einkaufen Spaß.",
    ),
    "fr": (
        "Parfait, merci beaucoup !",
        "Merci pour cette réponse rapide.",
        "C'est noté, bonne journée à vous.",
        "Merci infiniment, quel service !",
        "ok merci",
        "Merci, c'est très clair.",
    ),
    "es": (
        "¡Perfecto, muchas gracias!",
        "Qué rapidez, gracias.",
        "Todo claro. ¡Buen día!",
        "Mil gracias, así da gusto comprar.",
        "ok gracias",
        "Gracias por explicarlo tan bien.",
    ),
    "ja": (
        "ありがとうございます。承知いたしました。",
        "早速のご返信ありがとうございました。",
        "助かりました。今後ともよろしくお願いいたします。",
        "丁寧なご対応に感謝いたします。",
        "了解です。ありがとうございます！",
        "よくわかりました。お世話になりました。",
    ),
    "zh": (
        "好的，谢谢！",
        "回复好快，谢谢啦",
        "明白了，辛苦了～",
        "服务真好，下次还来。",
        "ok 谢谢",
        "说得很清楚，问题解决了，谢谢。",
    ),
}
_UNHAPPY = {
    "en": (
        "That doesn't really answer my question. When exactly?",
        "Sorry, but this is what I was told last week too.",
        "I'd like to speak with your manager, please.",
        "And what about the shipping costs? You didn't mention them.",
        "Not good enough. I've been patient long enough.",
        "Still nothing in my account, I just looked.",
    ),
    "de": (
        "Das beantwortet meine Frage leider nicht. Wann genau?",
        "Entschuldigung, aber genau das hieß es letzte Woche auch schon.",
        "Ich möchte bitte mit Ihrer Teamleitung sprechen.",
        "Und die Versandkosten? Dazu schreiben Sie nichts.",
        "Das reicht mir nicht. Ich war geduldig genug.",
        "Auf dem Konto ist immer noch nichts, ich habe eben nachgesehen.",
    ),
    "fr": (
        "Cela ne répond pas vraiment à ma question. Quand exactement ?",
        "Désolé, mais on m'a dit la même chose la semaine dernière.",
        "Je souhaite parler à votre responsable.",
        "Et les frais de port ? Vous n'en dites rien.",
        "C'est insuffisant. Ma patience a des limites.",
        "Toujours rien sur mon compte, je viens de regarder.",
    ),
    "es": (
        "Eso no responde a mi pregunta. ¿Cuándo exactamente?",
        "Perdona, pero la semana pasada me dijeron lo mismo.",
        "Quiero hablar con un responsable, por favor.",
        "¿Y los gastos de envío? De eso no decís nada.",
        "No me vale. Ya he tenido bastante paciencia.",
        "Sigue sin aparecer nada en mi cuenta, acabo de mirar.",
    ),
    "ja": (
        "質問の答えになっていないと思います。正確にはいつでしょうか。",
        "先週も同じご説明をいただきましたが……。",
        "責任者の方とお話しできますか。",
        "送料についてはどうなりますか。ご説明がありませんでした。",
        "申し訳ありませんが、納得できません。",
        "口座を確認しましたが、まだ入金されていません。",
    ),
    "zh": (
        "没回答我的问题啊，到底哪天？",
        "上周你们也是这么说的……",
        "请让你们主管联系我。",
        "那运费呢？一个字没提。",
        "这个处理我不接受，已经等够久了。",
        "刚查了，还是没到账。",
    ),
}


def answer_to(agent_reply_text: str, conversation_language: str, rng: Random) -> str:
    """The customer's next words: they pick where options are offered, tell where they are asked, and else
    thank or, one time in four, are still unhappy. Unknown languages are answered in English."""
    language = base_language(conversation_language)
    if language not in _THANKS:
        language = "en"
    if len(_NUMBERED.findall(agent_reply_text)) >= 2 or re.search(r"(?m)^\s*1[.)）]", agent_reply_text):
        said = _CHOICE[language]
    elif rng.random() < 0.25:
        said = _UNHAPPY[language]
    else:
        said = _DETAIL[language] if _ASKS.search(agent_reply_text) else _THANKS[language]
    return rng.choice(said)
