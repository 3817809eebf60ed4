"""An explanation in sentences: what binds, and what each thing to bargain for would save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.publish.binding import share_words, source_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.explain import Explanation, Saving
    from masarat.planning.explaining.questions import Ask
    from masarat.publish.names import Names
    from masarat.publish.wording import Words

_COUNTED = {"headway": "minutes", "per_hour": "vehicles", "slack": "people"}
"""What is counted by questions that hold a number against what there was before."""

_SHOWN = 0.01
"""Smallest share that is worth a word."""


def explanation_sentences(explanation: Explanation, words: Words, names: Names) -> tuple[str, ...]:
    """Return what binds, then one sentence for each saving, largest first."""
    savings = (saving_sentence(saving, words, names) for saving in explanation.savings)
    return (_binding_sentence(explanation, words, names), *savings)


def ask_words(ask: Ask, words: Words, names: Names) -> str:
    """Return what is asked for: "one more inspection lane at Ramouseh"."""
    values = {key: words.number(value) for key, value in ask.values.items()}
    if ask.kind in _COUNTED:
        values["n"] = words.count(_COUNTED[ask.kind], ask.values["n"])
    return words.text(f"ask_{ask.kind}", name=_namer(ask.kind, names)(ask.of), **values)


def saving_sentence(saving: Saving, words: Words, names: Names) -> str:
    """Return what one thing would save, in one sentence."""
    change = ask_words(saving.ask, words, names)
    if saving.people:
        more = words.count("more_people", saving.people)
        return words.text("explain_moves", change=change, people=more)
    if not saving.bound_minutes and saving.planned_minutes == 0 and not saving.prices_alone:
        left = saving.most_minutes is None
        nothing = "explain_moves_nobody" if left else "explain_saves_nothing"
        return words.text(nothing, change=change)
    parts = [*_most(saving, words), _bound_part(saving, words)]
    if saving.planned_minutes:
        gains = words.duration(saving.planned_minutes)
        parts.append(words.text("explain_plan_gains", duration=gains))
    elif saving.planned_minutes == 0:
        parts.append(words.text("explain_plan_gains_nothing"))
    said = words.text("explain_part_separator").join(parts)
    return words.text("explain_saves", change=change, parts=said)


def _most(saving: Saving, words: Words) -> tuple[str, ...]:
    if saving.most_minutes is None:
        return ()
    return (words.text("explain_most", duration=words.duration(saving.most_minutes)),)


def _bound_part(saving: Saving, words: Words) -> str:
    what = "prices" if saving.prices_alone else "bound"
    if not saving.bound_minutes:
        return words.text(f"explain_{what}_stays")
    return words.text(f"explain_{what}_falls", duration=words.duration(saving.bound_minutes))


def _binding_sentence(explanation: Explanation, words: Words, names: Names) -> str:
    if explanation.sources == ("departed",):
        return words.text("explain_departed")
    shown = [bind for bind in explanation.binds if bind.share >= _SHOWN]
    said = [share_words(words, names, bind.name, bind.share) for bind in shown]
    unpriced = explanation.sources if not explanation.binds else ("window",)
    said += [
        source_words(words, names, source) for source in unpriced if source in explanation.sources
    ]
    found = words.text("list_separator").join(said) or words.text("explain_nothing_found")
    return words.text("explain_binds", binds=found)


def _namer(kind: str, names: Names) -> Callable[[str], str]:
    match kind:
        case "vehicles":
            return names.vehicles
        case "team":
            return names.escorts
        case "calm" | "headway" | "per_hour":
            return names.corridor
        case "tolerance" | "slack":
            return names.linked
        case _:
            return names.place
