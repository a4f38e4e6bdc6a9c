"""Macros are made, changed and ended."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from opora.core.events import MacroChanged, MacroEnded, MacroMade
from opora.core.facts import Verb
from opora.core.macros import NOTE, names_moment, strange
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.tickets.models import Macro

FACTS = ("name", "verb", "product", "text")
LONGEST = 20_000


def make_macro(step: Step, **facts: Any) -> Macro:
    """A new macro, of these `FACTS`. Raises Refused for a name that is taken and for a text with strange fields."""
    macro = Macro()
    _set(macro, facts)
    macro.save()
    step.begins("macro", macro.pk)
    step.note(MacroMade(macro.verb), "macro", macro.pk)
    return macro


def change_macro(step: Step, macro: Macro, **facts: Any) -> None:
    """Other facts; what stays as it is needs no event. Raises Refused as `make_macro` does."""
    changed = _set(macro, facts)
    if changed:
        macro.save(update_fields=list(changed))
        step.note(MacroChanged(changed), "macro", macro.pk)


def end_macro(step: Step, macro: Macro) -> None:
    """It is offered no more; its name is free."""
    macro.ended_at = step.now
    macro.save(update_fields=["ended_at"])
    step.note(MacroEnded(), "macro", macro.pk)


def _set(macro: Macro, facts: dict[str, Any]) -> tuple[str, ...]:
    changed = tuple(name for name in FACTS if name in facts and getattr(macro, name, None) != facts[name])
    for name in changed:
        setattr(macro, name, facts[name])
    if macro.verb not in {NOTE, *(verb.value for verb in Verb)}:
        raise Refused(_("There is no such verb. Choose one from the list."))
    if not macro.name.strip() or not macro.text.strip() or len(macro.text) > LONGEST:
        raise Refused(_("A macro needs a name and a text of at most twenty thousand characters."))
    if fields := strange(macro.text):
        raise Refused(_("There are no such fields: %(fields)s.") % {"fields": ", ".join(fields)})
    if names_moment(macro.text) and macro.verb != Verb.TELL.value:
        raise Refused(_("Only a word of progress has a moment of the next word."))
    others = Macro.objects.filter(ended_at=None).exclude(pk=macro.pk).values_list("name", flat=True)
    if macro.name.casefold() in {name.casefold() for name in others}:
        raise Refused(_("There is a macro of this name already."))
    return changed
