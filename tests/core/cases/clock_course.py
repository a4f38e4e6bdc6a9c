"""Plays a case of clocks_*.csv through the pure core alone, and says in the table's words how the ticket stands."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from opora.calendars import preset
from opora.core import events as e
from opora.core.clock import Clock, explanation
from opora.core.course import stand
from opora.core.coverage import coverage_of
from opora.core.facts import Because, ContractTerms, Coverage, Entitlement, Level, Policy
from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from opora.core.kpi import Month, verdict
from opora.core.ladder import misses, passed, reminded
from opora.core.recount import moves
from opora.core.standing import Standing, on_duty
from opora.core.step import MACHINE, Actor, Noted
from opora.core.targets import pinned, terms_of
from tests.core import tables
from tests.core.cases import clock_words as words
from tests.core.cases import coverage_words

USUAL = "ekb"
HOLDERS: dict[int, int | None] = {1: 11, 2: 12, 3: 13}
SPECIALIST = Actor("staff", 7)
CALL = re.compile(r"звонок в (.+?): (.+)")
FOLLOWED = ("сообщили", "предупредили", "спросили", "ответили", "продолжение", "ответ не подошёл", "ждём выпуска")
"""What a letter to the customer follows, which tells all that is promised now."""


def calendar_of(code: str) -> WorkCalendar:
    """Russia in Yekaterinburg, round the clock, or one of calendars.json."""
    if code == USUAL:
        return preset.load("ru", zone="Asia/Yekaterinburg")
    return WorkCalendar.always("Asia/Yekaterinburg") if code == "24x7" else tables.calendar(code)


def covered(level: Level, contract: ContractTerms | None = None) -> Coverage:
    """A coverage of this level with everything that usually lies below it; a contract stands on nothing."""
    below = [one for one in Level if one <= level] if contract is None else [Level.INITIAL, Level.INDIVIDUAL]
    rights = tuple(Entitlement(one, None, (Because(one.code, "said"),)) for one in reversed(below))
    return Coverage(level, None, rights[0].because, rights, contract=contract)


class Desk:
    """One ticket, its events in memory; letters of ours tell all live moments."""

    def __init__(self) -> None:
        self.noted: list[Noted] = []
        self.book: list[str] = []
        self.contracts: list[ContractTerms] = []
        self.duties: e.Duties = ()
        self.calendar = calendar_of(USUAL)
        self.versions = [Version(date(1900, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), self.calendar)]
        self.coverage: Coverage | None = None
        self.happened: tuple[e.Event, ...] = ()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def play(self, line: words.Line) -> None:
        """What a line says happens."""
        what, _, more = line.what.partition(": ")
        if not line.when:
            self._stood_before(what, more)
            return
        if what.startswith("обращение"):
            self._open(line.when, what, more)
        else:
            self.now = self._at(line.when)
            self._do(line.what)

    # --- what happens -----------------------------------------------------------------------------------------------

    def _change(self, what: str, correcting: bool) -> None:
        """The usual calendar has other hours on a day from now on, and the ticket is recounted."""
        day, how, *hours = what.split(" ")
        spec = self.versions[-1].hours.to_spec()
        month_first = "-".join(["2026", *reversed(day.split("."))])
        own = {**spec["exceptions"], month_first: [] if how == "закрыто" else [one.split("-") for one in hours[::2]]}
        changed = WorkCalendar.from_spec({**spec, "exceptions": own}, USUAL)
        self.versions.append(Version(date(1900, 1, 1), self.now, changed, correcting))
        found = moves(self.stand(), self.now, since=self.now)
        if found is not None:
            self._note(e.Recounted(USUAL, len(self.versions), found.was, found.due))

    def _hours(self, code: str) -> WorkCalendar:
        return composed(self.versions) if code == USUAL else calendar_of(code)

    def _stood_before(self, what: str, more: str) -> None:
        if what == "книга":
            self.book.append(more)
        elif what == "дежурство":
            begins, ends = (self._at(when) for when in more.split(" – "))
            self.duties = (*self.duties, (1, begins, ends))
        else:
            assert what == "договор", what
            self.contracts.append(words.contract(more))

    def _open(self, when: str, what: str, more: str) -> None:
        first, *parts = (part.strip() for part in more.split(";"))
        said = words.figures(parts)
        code = said.get("календарь", USUAL)
        self.calendar = calendar_of(code)
        self.now = self._at(when)
        since = what.removeprefix("обращение").removeprefix(" от ")
        known = words.MOMENT.fullmatch(since)
        at = self._at(since) if known else self.now
        on = at.astimezone(self.calendar.tz).date()
        if since and not known:
            self.coverage = self._asked(f"{since}: {first}", on)
        elif first == "договор":
            self.coverage = covered(Level.INDIVIDUAL, words.with_figures(ContractTerms(1, "", on, on), said))
        else:
            self.coverage = covered(words.LEVELS[first])
        terms = terms_of(self.coverage, Policy())
        if "решение" in said:
            terms = replace(terms, resolution=timedelta(hours=int(said["решение"])))
        spans, calendars = pinned(terms, code, at, lambda one: on_duty(calendar_of(one), self.duties, str))
        level = self.coverage.level.code
        opened = e.Opened(at, "mail", level, code, "ekb", 1, terms.word_days, spans, calendars, duties=self.duties)
        self._note(opened)
        if "без" not in said:
            self._tell()

    def _asked(self, asked: str, on: date) -> Coverage:
        book = coverage_words.book(";".join(self.book))
        return coverage_of(coverage_words.asked(asked), book, self.contracts, coverage_words.releases(), on, Policy())

    def _do(self, what: str) -> None:
        if call := CALL.fullmatch(what):
            began = self._at(call[1])
            self._note(*misses(self.stand(), began))
            self._note(VERBS[call[2]](began), actor=SPECIALIST)
            self._tell()
        elif what == "проверка":
            self.happened = passed(self.stand(), self.now, quiet=False, holders=HOLDERS)
            self._note(*self.happened)
            if any(isinstance(one, e.Confessed | e.Climbed) for one in self.happened):
                self._tell()
        elif what.startswith("про меня забыли"):
            rung = {"руководителю офиса": 1, "Центральной службе": 2, "руководителю поддержки": 3}[what.split(": ")[1]]
            self._note(reminded(self.stand(), self.now, rung, HOLDERS))
            self._tell()
        elif what.startswith(("календарь изменён: ", "календарь исправлен: ")):
            self._change(what.partition(": ")[2], what.startswith("календарь исправлен"))
        elif what == "автоматическое письмо со сроками":
            self._tell()
        else:
            by = Actor("staff", self.stand().holder) if what.startswith("держатель: ") else SPECIALIST
            what = what.removeprefix("держатель: ")
            if what.partition(":")[0] in FOLLOWED:
                self._note(*misses(self.stand(), self.now))
            self._note(*self._events(what), actor=by)
            if what.partition(":")[0] in FOLLOWED:
                self._tell()

    def _events(self, what: str) -> tuple[e.Event, ...]:
        name, _, more = what.partition(": ")
        until = self._at(more.rpartition("напишем до ")[2]) if "напишем до " in more else None
        if name in VERBS and until is None:
            return (VERBS[name](None),)
        if name in ("исправлено", "приобретение"):
            level = words.LEVELS[more]
            terms = terms_of(covered(level), Policy())
            spans, _ = pinned(terms, USUAL, self.now, calendar_of)
            if name == "приобретение":
                before = self.stand().level
                return (e.Gained(self.now, "purchase", level.code, before, terms.word_days, spans),)
            return (e.Corrected(("product",), level.code, self.stand().level, terms.word_days, spans=spans),)
        if name.startswith("письмо заказчика от "):
            return (e.Received(1, self._at(name.removeprefix("письмо заказчика от "))),)
        written = e.Received(1, self.now)
        found: dict[str, tuple[e.Event, ...]] = {
            "сообщили": (e.Told(1, until),),
            "предупредили": (e.Told(1, until, late=True),),
            "повторили то же": (e.Told(1, repeat=True),),
            "заметка": (e.NoteWritten(1),),
            "письмо заказчика": (written,),
            "автоответ заказчика": (e.Received(1, self.now, human=False),),
            "письмо после закрытия": (e.Reopened(), written),
            "благодарность": (e.Thanked(),),
            "новый вопрос": (e.Split(2),),
            "продолжение": (e.Rejected(self.stand().words_since or self.now),),
            "ответ не подошёл": (e.Rejected(self.now, by_customer=True),),
            "сведений больше нет": (e.Resumed(),),
            "исследуем": (e.Moved("research", self.stand().stage.value),),
            "передали другому офису": (e.HandedOver("moscow", 1, "ekb"),),
            "передали Центральной службе": (e.HandedOver("central", 2, "ekb"),),
            "взял исполнитель": (e.Assigned(7),),
            "сняли исполнителя": (e.Assigned(None),),
            "ждём выпуска": (e.AwaitsRelease(until or self.now),),
            "закрыли": (e.Closed({"спам": "spam"}.get(more, "by_hand")),),
            "присоединили к другому": (e.Merged(2),),
        }
        return found[name]

    def _note(self, *events: e.Event, actor: Actor = MACHINE) -> None:
        for event in events:
            self.noted.append(Noted(event, "ticket", 1, len(self.noted) + 1, self.now, actor))

    def _tell(self) -> None:
        live = [clock for clock in self.stand().clocks if clock.live and not clock.paused_at and clock.kind != "look"]
        ahead = {clock.kind: clock.due_at for clock in live if clock.due_at >= self.now}
        if ahead:
            self._note(e.Informed(ahead))

    def _at(self, when: str) -> datetime:
        return words.moment(when, self.calendar.tz).astimezone(UTC)

    # --- how it stands ----------------------------------------------------------------------------------------------

    def stand(self) -> Standing:
        """The fold of all that was noted."""
        return stand(self.noted, self._hours, Policy())

    def next(self) -> str:
        """The next moment and its kind, in words."""
        upcoming = self.stand().next()
        return f"{words.of(words.KINDS, upcoming[1])} {self._local(upcoming[0])}" if upcoming else "ничего"

    def said(self, expected: str) -> str:
        """What there is to say where the table says this; the very words where it is right."""
        name, is_state, state = expected.partition(": ")
        if told := re.fullmatch(r"счёт \((.+)\)", name):
            return f"{name}: {self._explained(words.KINDS[told[1]])}"
        if name in words.KINDS:
            return f"{name}: {self._state(words.KINDS[name], state)}"
        if not is_state:
            kind = MOMENT_AT_END.sub("", expected)
            clock = self.stand().live(words.KINDS[kind])
            return f"{kind} {self._local(clock.due_at)}" if clock else f"{kind}: нет"
        return f"{name}: {SAID[name](self)}"

    def _state(self, kind: str, expected: str) -> str:
        clock, live = self.stand().latest(kind), self.stand().live(kind)
        if expected.startswith("прошло "):
            return f"прошло {words.length(clock.spent(self.now))}" if clock else "нет"
        if expected == "нет":
            return f"срок {self._local(live.due_at)}" if live else "нет"
        if clock is None:
            return "нет"
        if clock.missed_at is not None:
            return "опоздал"
        if clock.met_at is not None:
            return "в срок"
        return "стоит" if clock.paused_at else "идёт"

    def _explained(self, kind: str) -> str:
        clock = self._latest(kind)
        return ", ".join(
            f"{'+' * one.counted}{words.length(one.end - one.start)} {words.of(words.CAUSES, one.cause)}"
            for one in explanation(clock)
        )

    def _latest(self, kind: str) -> Clock:
        clock = self.stand().latest(kind)
        assert clock is not None, kind
        return clock

    def _local(self, at: datetime, zone: ZoneInfo | None = None) -> str:
        return words.in_words(at.astimezone(zone or self.calendar.tz))

    def _events_in_words(self) -> str:
        missed = [words.of(words.KINDS, one.kind) for one in self.happened if isinstance(one, e.Missed)]
        parts = [f"опоздание ({', '.join(missed)})"] if missed else []
        parts += [told(one) for one in self.happened for kind, told in TOLD.items() if isinstance(one, kind)]
        return ", ".join(parts) or "нет"

    def _flags(self) -> str:
        due = self._latest("first_response").due_at
        names = {"preliminary": "предварительно", "fallback": "запасное время"}
        return ", ".join(names[flag] for flag in sorted(self.calendar.flags(self.stand().registered_at, due))) or "нет"

    def month(self, number: int, known_at: datetime | None = None) -> str:
        """What the ticket counts for in a month of 2026 (P6), as it closed or as is known at a moment."""
        found = verdict(self.noted, Month(2026, number, self.calendar), self._hours, Policy(), known_at)
        return words.of(words.VERDICTS, found) if found else "нет"

    def _why(self) -> str:
        assert self.coverage is not None
        return f"{self.coverage.because[0].rule} {self.coverage.because[0].code}"


MOMENT_AT_END = re.compile(f" {words.MOMENT.pattern}$")
VERBS: dict[str, Callable[[datetime | None], e.Event]] = {
    "спросили": lambda began: e.Asked(1, began),
    "сообщили": lambda began: e.Told(1, spoken_at=began),
    "ответили": lambda began: e.Answered(1, began),
}
TOLD: dict[type[e.Event], Callable[[e.Event], str]] = {
    e.Confessed: lambda one: "признание",
    e.Climbed: lambda one: "ступень та же" if isinstance(one, e.Climbed) and one.again else "ступень выше",
    e.Nudged: lambda one: "напомнили заказчику",
    e.Closed: lambda one: "закрыто",
}
SAID: dict[str, Callable[[Desk], str]] = {
    "события": Desk._events_in_words,
    "стадия": lambda desk: next(word for word, stage in words.STAGES.items() if stage is desk.stand().stage),
    "ступень": lambda desk: next(word for word, rung in words.RUNGS.items() if rung == desk.stand().rung),
    "уровень": lambda desk: next(word for word, one in words.LEVELS.items() if one.code == desk.stand().level),
    "основание": Desk._why,
    "пометка": Desk._flags,
    "по UTC": lambda desk: desk._local(desk._latest("first_response").due_at, ZoneInfo("UTC")),
    "KPI за май": lambda desk: desk.month(5),
    "KPI за июнь": lambda desk: desk.month(6),
    "май, как известно теперь": lambda desk: desk.month(5, desk.now + timedelta(minutes=1)),
    "самое позднее": lambda desk: desk._local(desk.stand().latest_word_at(desk.now)),
}
