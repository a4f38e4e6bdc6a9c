"""What a customer is after, in the words of every face."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.core.facts import Kind

KINDS: Mapping[Kind, Promise | str] = {
    Kind.SETUP: _("installing or starting up"),
    Kind.HOW_TO: _("how to do something"),
    Kind.FAULT: _("is this intended, or is it a fault"),
    Kind.IDEA: _("an idea or a wish"),
    Kind.LICENCE: _("the licence"),
    Kind.OTHER: _("something else"),
}


def kind_of(code: str) -> Kind:
    """The kind of this code; what isn't one is something else."""
    return Kind(code) if code in {kind.value for kind in Kind} else Kind.OTHER
