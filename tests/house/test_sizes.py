"""Rule 1: a file is one noun or one family of verbs. Files end at 400 lines, functions at 40, views at 25, templates
at 80. Tables of decrees and cases of the core's tests are apart; a docstring or a blank line is never too long."""

import ast

from tests.house.code import ROOT, Function, Module, files, modules

FILE, FUNCTION, VIEW, TEMPLATE = 400, 40, 25, 80
# Data in the shape of code.
APART = ("tests/core/cases/", "opora/presets/", "opora/calendars/decrees")


def body_lines(function: Function) -> int:
    """From ``def`` to the end, without the docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def is_view(module: Module, function: Function) -> bool:
    """Views are the functions of the web that take a request first."""
    arguments = function.args.posonlyargs + function.args.args
    names = [argument.arg for argument in arguments if argument.arg != "self"]
    return module.name.startswith("opora/web/") and names[:1] == ["request"]


def too_long(module: Module) -> list[str]:
    """What of a module is longer than rule 1 lets it be."""
    found = [f"{module.name}: {module.lines} lines, {FILE} allowed"] if module.lines > FILE else []
    for function in module.functions():
        allowed = VIEW if is_view(module, function) else FUNCTION
        if (lines := body_lines(function)) > allowed:
            found.append(module.at(function, f"{function.name} has {lines} lines, {allowed} allowed"))
    return found


def long_template(name: str, text: str) -> list[str]:
    """A template that is too long."""
    lines = text.count("\n")
    return [f"{name}: {lines} lines, {TEMPLATE} allowed"] if lines > TEMPLATE else []


def test_nothing_is_too_long() -> None:
    code = [module for module in modules("opora", "tests") if not module.name.startswith(APART)]
    assert len(code) > 20
    assert [finding for module in code for finding in too_long(module)] == []


def test_no_template_is_too_long() -> None:
    templates = [path for path in files() if path.suffix == ".html" and ROOT / "opora" in path.parents]
    assert [each for path in templates for each in long_template(str(path), path.read_text())] == []


def _function(lines: int, first: str = "step") -> str:
    # The line of "def" counts, so lines - 1 follow.
    return f'def sent({first}):\n    """One\n\n    docstring."""\n' + "    x = 1\n" * (lines - 1)


def test_planted_lengths_are_found() -> None:
    assert too_long(Module("opora/flow/act.py", _function(40))) == []
    assert too_long(Module("opora/flow/act.py", _function(41))) == [
        "opora/flow/act.py:1: sent has 41 lines, 40 allowed"
    ]
    assert too_long(Module("opora/web/desk/queue.py", _function(25, "request"))) == []
    assert too_long(Module("opora/web/desk/queue.py", _function(26, "request"))) == [
        "opora/web/desk/queue.py:1: sent has 26 lines, 25 allowed"
    ]
    assert too_long(Module("opora/web/desk/queue.py", _function(40, "ticket"))) == []
    assert too_long(Module("opora/flow/act.py", "x = 1\n" * 400)) == []
    assert too_long(Module("opora/flow/act.py", "x = 1\n" * 401)) == ["opora/flow/act.py: 401 lines, 400 allowed"]
    assert long_template("a.html", "\n" * 80) == []
    assert long_template("a.html", "\n" * 81) == ["a.html: 81 lines, 80 allowed"]
