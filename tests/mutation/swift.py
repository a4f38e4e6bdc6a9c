"""`./run mutate --swift`: the mutants of mutmut, tried one after another without a new run of pytest for each.

Tests are called as plain functions, without fixtures: hundreds of mutants a second where the tests are quick. Where
calendars are laid, every mutant has a fork of its own. Tests that want fixtures and those of hypothesis take no part,
so that it kills no more than the thorough run does; it is for the tables of cases. Every mutant is tried by the tests
that call its function.
"""

import gc
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.fresh import CACHE

SECONDS, TIMES = 60, 5
"""Of the processor, so that a busy machine makes no endless loop of a slow test: for a test without any change, and
how many times what it took then, and two seconds, for one with a change."""
LAYING = ("opora/core/hours", "opora/core/zones.py")
"""Where calendars are laid: what one mutant laid would serve the next."""
LATELY = 12
"""So many of the tests that killed last are asked first."""


class TooLongError(BaseException):
    """A mutant does not come to its end."""


def mutate(paths: Sequence[str]) -> dict[str, str]:
    """Writes the modules anew with all of their mutants; gives what each mutant changes, as a difference of lines."""
    from mutmut.__main__ import write_all_mutants_to_file

    found: dict[str, str] = {}
    for path in paths:
        place = Path(path)
        out = io.StringIO()
        made = write_all_mutants_to_file(out=out, source=place.read_text(encoding="utf-8"), filename=place)
        place.write_text(out.getvalue(), encoding="utf-8")
        module = path.removesuffix(".py").replace("/", ".")
        lines = out.getvalue().splitlines()
        for name in made.mutant_names:
            plain = name.removeprefix(f"{module}.")
            was = _body(lines, f"{plain.rpartition('__mutmut_')[0]}__mutmut_orig")
            found[f"{module}.{plain}"] = "\n".join(unified_diff(was, _body(lines, plain), lineterm="", n=0))
    return found


def _body(lines: Sequence[str], name: str) -> list[str]:
    """The lines of a function but for the one that names it."""
    first = next(index for index, line in enumerate(lines) if line.lstrip().startswith(f"def {name}("))
    indent = len(lines[first]) - len(lines[first].lstrip())
    found = []
    for line in lines[first + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent and not line.lstrip().startswith(")"):
            break
        found.append(line)
    while found and not found[-1].strip():
        found.pop()
    return found


class Trial:
    """A pytest plugin that tries the mutants in place of running the tests once.

    ``apart``: every mutant in a fork of a process that has run no test yet, so that no calendar that was laid without
    the change is asked, and none that was laid with it by the next one.
    """

    def __init__(self, names: Sequence[str], *, apart: bool = False) -> None:
        self.names = names
        self.ask = _forked if apart else _here
        self.verdicts: dict[str, str] = {}
        self.caches: list[Any] = []
        self.took: dict[str, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Every mutant by every test that calls its function, the quickest first, until one of them notices.

        None where a test is red without any change.
        """
        signal.signal(signal.SIGVTALRM, _stop)
        tests = {item.nodeid: item for item in session.items if isinstance(item, pytest.Function) and _is_plain(item)}
        self.caches = [one for one in gc.get_objects() if isinstance(one, CACHE) and _is_ours(one)]
        first = {name: self.ask(partial(self._first, item)) for name, item in tests.items()}
        red = [name for name, said in first.items() if not said or said[0] != "survived"]
        if red:
            print("red without any change:", *red, sep="\n")
            return True
        self.took = {name: took for name, (_, took, _) in first.items()}
        calling: dict[str, list[str]] = {}
        for name in sorted(tests, key=lambda name: self.took[name]):
            for function in first[name][2]:
                calling.setdefault(function, []).append(name)
        lately: list[str] = []
        for mutant in self.names:
            concerned = calling.get(mutant.rpartition("__mutmut_")[0], [])
            order = [one for one in lately if one in set(concerned)] + [one for one in concerned if one not in lately]
            said = self.ask(partial(self._tried, mutant, [tests[one] for one in order]))
            # A fork that says nothing any more has been broken by its mutant.
            self.verdicts[mutant], noticed = said or ("killed", None)
            if noticed:
                lately = [noticed, *(one for one in lately if one != noticed)][:LATELY]
        return True

    def _first(self, item: pytest.Function) -> tuple[str, float, list[str]]:
        """Without any change: what comes of a test, how long it takes, which functions it calls by the trampolines."""
        trampoline: Any = import_module("mutmut.mutation.trampoline")
        seen: set[str] = set()
        known, trampoline.record_trampoline_hit = (
            trampoline.record_trampoline_hit,
            lambda name, *_, **__: seen.add(name),
        )
        os.environ["MUTANT_UNDER_TEST"] = "stats"
        begun = time.process_time()
        verdict = self._verdict(item)
        took = time.process_time() - begun
        os.environ["MUTANT_UNDER_TEST"] = ""
        trampoline.record_trampoline_hit = known
        return verdict, took, sorted(seen)

    def _tried(self, mutant: str, tests: Sequence[pytest.Function]) -> tuple[str, str | None]:
        """What becomes of a mutant, and the test that noticed it."""
        os.environ["MUTANT_UNDER_TEST"] = mutant
        try:
            for item in tests:
                if (verdict := self._verdict(item)) != "survived":
                    return verdict, item.nodeid
        finally:
            os.environ["MUTANT_UNDER_TEST"] = ""
        return "survived" if tests else "no tests", None

    def _verdict(self, item: pytest.Function) -> str:
        for cache in self.caches:
            cache.cache_clear()
        usual = self.took.get(item.nodeid)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS if usual is None else 2 + TIMES * usual)
        try:
            item.obj(**_given(item))
        except TooLongError:
            return "timeout"
        except BaseException:
            return "killed"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return "survived"


def _here(ask: Callable[[], Any]) -> Any:
    return ask()


def _forked(ask: Callable[[], Any]) -> Any:
    """The answer of a fork; null when it broke."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writing, "w") as out:
                json.dump(ask(), out)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def _stop(*_: Any) -> None:
    raise TooLongError


def _given(item: pytest.Function) -> dict[str, Any]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


def _is_plain(item: pytest.Function) -> bool:
    wanted = set(item._fixtureinfo.argnames)
    return wanted <= set(_given(item)) and not hasattr(item.obj, "hypothesis")


def _is_ours(cache: Any) -> bool:
    """Calendars are left: their years take long to lay, and the modules that lay them are not mutated here."""
    module = str(cache.__module__)
    return module.startswith("opora.core") and ".hours" not in module and not module.endswith("zones")


def _asked(words: Sequence[str]) -> Iterator[list[str]]:
    split = list(words).index("--")
    yield list(words[:split])
    yield list(words[split + 1 :])


def _modules(path: Path) -> list[str]:
    return [str(one) for one in sorted(path.rglob("*.py"))] if path.is_dir() else [str(path)]


def main(words: Sequence[str]) -> int:
    """``PATH... -- TEST...``: in the folder of a copy; writes what became of the mutants and what each of them is."""
    named, tests = _asked(words)
    paths = [path for name in named for path in _modules(Path(name))]
    os.environ["MUTANT_UNDER_TEST"] = ""
    changes = mutate(paths)
    trial = Trial(list(changes), apart=any(path.startswith(LAYING) for path in paths))
    options = ["-q", "-n0", "-s", "-p", "no:django", "-p", "no:cacheprovider", "-p", "no:unraisableexception"]
    pytest.main([*options, *tests], plugins=[trial])
    Path("swift.json").write_text(json.dumps({"verdicts": trial.verdicts, "changes": changes}), encoding="utf-8")
    return 0 if trial.verdicts else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
