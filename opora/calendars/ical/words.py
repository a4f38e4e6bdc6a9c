"""The words with which the events of a calendar file name their days, in the language that is active."""

from django.utils.translation import gettext as _


def causes() -> dict[str, str]:
    """A word for each cause of a day."""
    return {
        "holiday": _("Holiday"),
        "moved": _("Moved day off"),
        "shortened": _("Shortened day"),
        "working_saturday": _("Worked day off"),
        "office": _("The office's own day"),
    }
