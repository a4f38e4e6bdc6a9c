"""Tables of HTML letters: a guard against those that would grow a thousandfold when laid out in columns."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Letters of laid-out text, spaces between columns included.
LARGEST = 2_000_000
# Shorter HTML cannot reach the bound: its tables are at most half of it wide and a tenth of it long.
HARMLESS = 8_000
BREAKING = {"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr"}


class _Box:
    """A cell, or the page around all tables: how wide its longest line is and how many lines it has."""

    def __init__(self) -> None:
        self.width = self.line = 0
        self.lines = 1

    def write(self, text: str | None) -> None:
        self.line += len(text) if text else 0
        self.width = max(self.width, self.line)

    def end_line(self) -> None:
        self.lines += 1
        self.line = 0


class _Table:
    """The columns of a table so far, and the height of its rows."""

    def __init__(self) -> None:
        self.columns: list[int] = []
        self.height = self.row = self.column = 0

    def end_cell(self, cell: _Box) -> None:
        if self.column == len(self.columns):
            self.columns.append(0)
        self.columns[self.column] = max(self.columns[self.column], cell.width)
        self.row = max(self.row, cell.lines)
        self.column += 1

    def end_row(self) -> None:
        self.height += self.row
        self.row = self.column = 0

    @property
    def width(self) -> int:
        return sum(self.columns) + 2 * len(self.columns)


def too_wide(tree: "HtmlElement", length: int) -> bool:
    """Whether the tables would take more than ``LARGEST`` letters; an estimate from above, in one walk."""
    if length < HARMLESS or next(tree.iter("table"), None) is None:
        return False
    from lxml.etree import iterwalk

    boxes, tables, area = [_Box()], list[_Table](), 0
    for event, one in iterwalk(tree, events=("start", "end")):
        if event == "start":
            _start(one, boxes, tables)
        else:
            area += _end(one, boxes, tables)
            if area > LARGEST:
                return True
    return False


def flatten(tree: "HtmlElement") -> None:
    """Makes rows lines and cells words, so that nothing is padded."""
    for one in tree.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th"):
        if one.tag in ("td", "th"):
            one.tail = "  " + (one.tail or "")
            one.tag = "span"
        else:
            one.tag = "div"


def _start(one: "HtmlElement", boxes: list[_Box], tables: list[_Table]) -> None:
    if one.tag == "table":
        tables.append(_Table())
    elif one.tag in ("td", "th") and tables:
        boxes.append(_Box())
    elif one.tag in BREAKING:
        boxes[-1].end_line()
    boxes[-1].write(one.text if isinstance(one.tag, str) else None)


def _end(one: "HtmlElement", boxes: list[_Box], tables: list[_Table]) -> int:
    """Closes an element; for a table, the letters that it takes."""
    area = 0
    if one.tag in ("td", "th") and tables and len(boxes) > 1:
        tables[-1].end_cell(boxes.pop())
    elif one.tag == "tr" and tables:
        tables[-1].end_row()
    elif one.tag == "table" and tables:
        table = tables.pop()
        table.end_row()
        area = table.width * table.height
        boxes[-1].width = max(boxes[-1].width, table.width)
        boxes[-1].lines += table.height
    elif one.tag in BREAKING:
        boxes[-1].end_line()
    boxes[-1].write(one.tail)
    return area
