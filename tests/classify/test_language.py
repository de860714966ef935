"""The language of messages: mails, short replies, mixed scripts; measured on the shared corpora."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from routing.classify.language import detect_language

# Measured: sentences 0.993, word pairs 0.84, mails 182/182. Single words are a guess and are not held.
SENTENCE_FLOOR = 0.985
WORD_PAIR_FLOOR = 0.80
MAIL_FLOOR = 0.99


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Where is my parcel? I ordered two weeks ago.", "en"),
        ("Wo bleibt mein Paket? Ich warte seit zwei Wochen.", "de"),
        ("我的包裹在哪里？已经两个星期了。", "zh-Hans"),
        ("我的包裹在哪裡？已經兩個星期了。", "zh-Hant"),
        ("荷物はどこですか", "ja"),
        ("東京都のKYOTO店で買いました", "ja"),
        ("제 소포는 어디에 있나요?", "ko"),
        ("Где мой заказ?", "ru"),
        ("Де моє замовлення? Її немає.", "uk"),
        ("أين طردي؟", "ar"),
        ("Hur lång tid tar leveransen till Göteborg?", "sv"),
        ("返品は2週間前に届いているはずです", "ja"),
    ],
)
def test_a_mail_of_each_script(text: str, code: str) -> None:
    assert detect_language(text).code == code


@pytest.mark.parametrize(
    "text", ["", "   ", "12345", "???", "https://a.example/path", "a", "#1001 1Z999AA10123456784"]
)
def test_no_words_are_an_unknown_language(text: str) -> None:
    assert detect_language(text).code == "und"


def test_the_customers_usual_language_decides_for_a_word_or_two() -> None:
    assert detect_language("ok", prior="de").code == "de"
    assert detect_language("Wo ist mein Paket, bitte? Danke schön.", prior="en").code == "de"
    assert detect_language("Где мой заказ?", prior="de").code == "ru"


def test_the_same_text_gives_the_same_answer() -> None:
    answers = {detect_language("pedido numero") for _ in range(20)}
    assert len(answers) == 1


def test_accuracy_on_the_corpus(corpora: Path) -> None:
    right, asked = Counter[str](), Counter[str]()
    for number, line in enumerate((corpora / "langid/lingua_15lang.jsonl").open(encoding="utf-8")):
        if number % 3:
            continue
        row = json.loads(line)
        asked[row["kind"]] += 1
        right[row["kind"]] += detect_language(row["text"]).code.split("-")[0] == row["language"]
    print({kind: f"{right[kind] / asked[kind]:.3f}" for kind in asked})
    assert right["sentence"] / asked["sentence"] >= SENTENCE_FLOOR
    assert right["word-pair"] / asked["word-pair"] >= WORD_PAIR_FLOOR


def test_accuracy_on_shop_mails(corpora: Path) -> None:
    rows = [json.loads(line) for line in (corpora / "intents/shop_mails_14lang.jsonl").open(encoding="utf-8")]
    right = sum(detect_language(row["text"]).code.split("-")[0] == row["language"] for row in rows)
    assert right / len(rows) >= MAIL_FLOOR
