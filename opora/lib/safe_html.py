"""HTML of strangers, made safe to show: no scripts, styles, forms, frames; from elsewhere nothing comes unasked."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}


NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """What may be shown, how many images were left out because showing them would tell the sender, and how many of
    those are there for whoever asks."""

    html: str
    images: int
    remote: int = 0


def clean(html: str, own: Mapping[str, str] = NONE, *, remote: bool = False) -> SafeHtml:
    """The letter's HTML without anything that acts or fetches; links open apart and tell nobody where from.

    ``own``: where the images that came with the letter are to be had, by their cid. ``remote``: the reader has asked
    for the others as well; they come over TLS or not at all.
    """
    images = far = 0

    def keep(tag: str, attribute: str, value: str) -> str | None:
        nonlocal images, far
        cid = value[:4].lower() == "cid:"
        if (tag, attribute) != ("img", "src"):
            return None if cid and attribute == "href" else value
        if cid and (ours := own.get(unquote(value[4:]))):
            return ours
        away = value[:8].lower() == "https://"
        if away and remote:
            return value
        images, far = images + 1, far + away
        return None

    allowed = {**ATTRIBUTES, "img": {"alt", "src"}}
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={tag: set(names) for tag, names in allowed.items()},
        attribute_filter=keep,
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return SafeHtml(safe, images, far)
