"""HTML of strangers, made safe to show: no scripts, styles, forms, frames; nothing is fetched from elsewhere."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """What may be shown, and how many images were left out because showing them would tell the sender."""

    html: str
    images: int


def clean(html: str) -> SafeHtml:
    """The letter's HTML without anything that acts or fetches; links open apart and tell nobody where from."""
    images = 0

    def keep(tag: str, attribute: str, value: str) -> str | None:
        nonlocal images
        if tag == "img" and attribute == "src":
            images += 1
            return None
        return value

    allowed = {**ATTRIBUTES, "img": {"alt", "src"}}
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={tag: set(names) for tag, names in allowed.items()},
        attribute_filter=keep,
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto", "tel"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return SafeHtml(safe, images)
