"""Explanations in sentences: every question, every answer, three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from masarat.core.languages import LANGUAGES
from masarat.planning.explain import Bind, Explanation, Saving
from masarat.planning.explaining.questions import Ask
from masarat.publish.binding import bound_words
from masarat.publish.explanation import ask_words, explanation_sentences, saving_sentence
from masarat.publish.names import Names
from masarat.publish.wording import words
from masarat.scenario.reading import load

ALEPPO = Path(__file__).parents[2] / "examples" / "aleppo-2016"
ENGLISH = words("en")
IDS = Names(None, "en")

ASKS = {
    "one more loading bay at x": Ask("bay", "x"),
    "one more hour of calm on x each time it opens": Ask("calm", "x"),
    "a headway of 6 minutes instead of 9 on x": Ask("headway", "x", {"n": 6, "before": 9}),
    "one more inspection lane at x": Ask("lane", "x"),
    "every suspension ends one hour earlier": Ask("pause"),
    "40 vehicles per hour instead of 30 on x": Ask("per_hour", "x", {"n": 40, "before": 30}),
    "10% more room at x": Ask("room", "x", {"percent": 10}),
    "a slack of 2,000 people instead of 1,000 in x": Ask("slack", "x", {"n": 2000, "before": 1000}),
    "one more escort team in x": Ask("team", "x"),
    "a tolerance of 50% in x": Ask("tolerance", "x", {"percent": 50}),
    "10 more of x": Ask("vehicles", "x", {"n": 10}),
}


def saving(
    *,
    falls: int = 0,
    most: int | None = 182,
    planned: int | None = 0,
    people: int | None = 0,
    prices_alone: bool = False,
) -> Saving:
    return Saving(
        ask=Ask("lane", "x"),
        resource="checkpoint x",
        bound_minutes=falls,
        most_minutes=most,
        planned_minutes=planned,
        people=people,
        prices_alone=prices_alone,
    )


@pytest.mark.parametrize(("sentence", "ask"), ASKS.items(), ids=[a.kind for a in ASKS.values()])
def test_questions_in_english(sentence: str, ask: Ask) -> None:
    assert ask_words(ask, ENGLISH, IDS) == sentence


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("ask", ASKS.values(), ids=lambda ask: ask.kind)
def test_questions_name_what_they_are_about_in_every_language(lang: str, ask: Ask) -> None:
    said = ask_words(ask, words(lang), Names(None, lang))
    assert ask.of in said
    assert lang == "en" or said != ask_words(ask, ENGLISH, IDS)


@pytest.mark.parametrize(
    ("lang", "kind", "n", "said"),
    [
        ("ar", "headway", 2, "فاصل قدره دقيقتان بدلًا من 60 على x"),
        ("ar", "headway", 10, "فاصل قدره 10 دقائق بدلًا من 60 على x"),
        ("ar", "headway", 40, "فاصل قدره 40 دقيقة بدلًا من 60 على x"),
        ("ar", "per_hour", 4, "4 مركبات في الساعة بدلًا من 60 على x"),
        ("ar", "slack", 100, "هامش قدره 100 شخص بدلًا من 60 في x"),
        ("ru", "headway", 2, "интервал 2 минуты вместо 60: x"),
        ("ru", "per_hour", 4, "4 машины в час вместо 60: x"),
        ("ru", "slack", 104, "запас 104 человека вместо 60: x"),
    ],
)
def test_what_questions_count_has_its_plural(lang: str, kind: str, n: int, said: str) -> None:
    found = ask_words(Ask(kind, "x", {"n": n, "before": 60}), words(lang), Names(None, lang))
    assert re.sub("[\u2067-\u2069]", "", found) == said


def test_answers_in_english() -> None:
    lane = "one more inspection lane at x"
    most = "no plan can gain more than 3 hours and 2 minutes"
    assert saving_sentence(saving(), ENGLISH, IDS).startswith(f"{lane}: saves nothing (")
    assert saving_sentence(saving(people=2), ENGLISH, IDS) == (
        f"{lane}: a plan found with the same effort moves 2 more people"
    )
    assert saving_sentence(saving(falls=60, planned=45), ENGLISH, IDS) == (
        f"{lane}: {most}; the bound falls by 1 hour; "
        "a plan found with the same effort gains 45 minutes"
    )
    assert saving_sentence(saving(falls=60), ENGLISH, IDS).endswith("effort gains nothing")
    quick = saving_sentence(saving(falls=60, planned=None, people=None), ENGLISH, IDS)
    assert quick == f"{lane}: {most}; the bound falls by 1 hour"
    stays = saving_sentence(saving(planned=45), ENGLISH, IDS)
    assert "the bound stays as it is; a plan" in stays


def test_where_people_are_left_nothing_is_said_of_what_no_plan_can_gain() -> None:
    lane = "one more inspection lane at x"
    gains = saving_sentence(saving(most=None, planned=120), ENGLISH, IDS)
    assert gains == (
        f"{lane}: the bound stays as it is; a plan found with the same effort gains 2 hours"
    )
    assert "moves nobody more and is no shorter" in saving_sentence(saving(most=None), ENGLISH, IDS)


def test_what_prices_alone_prove_is_not_called_the_bound() -> None:
    lane = "one more inspection lane at x: no plan can gain more than 3 hours and 2 minutes"
    prices = "the bound that prices alone prove"
    assert saving_sentence(saving(prices_alone=True), ENGLISH, IDS) == (
        f"{lane}; {prices} stays as it is; a plan found with the same effort gains nothing"
    )
    falls = saving_sentence(saving(falls=60, planned=None, prices_alone=True), ENGLISH, IDS)
    assert falls == f"{lane}; {prices} falls by 1 hour"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_can_be_said_in_every_language(lang: str) -> None:
    answers = [
        saving_sentence(
            saving(falls=falls, most=most, planned=planned, prices_alone=alone),
            words(lang),
            Names(None, lang),
        )
        for falls in (0, 60)
        for most in (None, 182)
        for planned in (None, 0, 45)
        for alone in (False, True)
    ]
    assert len(set(answers)) == len(answers)


def test_what_binds_has_shares_and_the_names_of_the_scenario() -> None:
    scenario = load(ALEPPO)
    binds = (
        Bind(name="checkpoint ramouseh-crossing", share=0.6),
        Bind(name="escorts escort", share=0.394),
        Bind(name="headway castello", share=0.006),
    )
    found = Explanation(
        sources=("checkpoint ramouseh-crossing", "window"), binds=binds, savings=(saving(),)
    )
    first, second = explanation_sentences(found, ENGLISH, Names(scenario, "en"))
    assert first == (
        "What binds: inspection at: Ramouseh crossing point (60%), "
        "escort teams: ICRC and Syrian Arab Red Crescent (39%), "
        "windows: the hours in which things are allowed"
    )
    assert second.startswith("one more inspection lane")
    arabic = explanation_sentences(found, words("ar"), Names(scenario, "ar"))[0]
    assert "الهلال الأحمر" in arabic
    assert "escort" not in arabic


def test_sources_of_a_bound_stand_with_their_shares_largest_first() -> None:
    binds = (Bind(name="escorts e", share=0.4), Bind(name="fleet bus", share=0.6))
    sources = ("window", "escorts e", "fleet bus")
    assert bound_words(ENGLISH, IDS, sources, binds) == [
        "the fleet: bus (60%)",
        "escort teams: e (40%)",
        "windows: the hours in which things are allowed",
    ]
    assert bound_words(ENGLISH, IDS, ("escorts e", "fleet bus"), ()) == [
        "escort teams: e",
        "the fleet: bus",
    ]


def test_what_binds_without_prices_and_after_the_last_departure() -> None:
    def said(*sources: str) -> str:
        found = Explanation(sources=sources, binds=(), savings=())
        return explanation_sentences(found, ENGLISH, IDS)[0]

    assert said("fleet bus", "window").startswith("What binds: the fleet: bus, windows")
    assert said() == "What binds: nothing that was found"
    assert said("departed") == "What binds: those who have departed already arrive last"
