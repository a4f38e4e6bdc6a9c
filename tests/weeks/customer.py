"""What the customer of one ticket knows: what we told in letters, what we did, and what they may expect by now.

Nothing here asks how the product reckons. A moment that was told must be kept, told anew, or confessed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.weeks.reading import Moment, late_in, told_in


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of ours, as it lies in the mailbox; ``rung`` was reached and is why it was written, 0: none was."""

    at: datetime
    reaction: str
    text: str
    rung: int = 0

    @property
    def by_machine(self) -> bool:
        """Nobody pressed send."""
        return self.reaction != "carry"


@dataclass
class Customer:
    """``expects``: moments told and not settled yet, by kind, and ``read_at`` when. ``late_since``: confessed, and no
    word has followed.

    ``reminds``: a reminder of theirs waits for the word of ``holder`` (a row), or for an answer. ``climbs``: a rung
    owes a word, after a reminder or by silence. ``warned``: the last word said why we shall be late.
    """

    ticket_id: int
    zone: str
    expects: dict[str, Moment] = field(default_factory=dict)
    ever_told: dict[str, datetime] = field(default_factory=dict)
    read_at: dict[str, datetime] = field(default_factory=dict)
    late_since: datetime | None = None
    holder: int | None = None
    reminds: bool = False
    warned: bool = False
    climbs: bool = False
    last_word: datetime | None = None
    answered: bool = False
    rungs: Counter[int] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)

    # --- what we do ---------------------------------------------------------------------------------------------

    def hear(self, verb: str, at: datetime, by: int | None) -> None:
        """A human of ours wrote or said something; ``at`` is when they pressed send, or when the call began."""
        ends_climb = not self.reminds or verb == "answer" or by == self.holder
        kinds = {"first_response", "goal", "word", "recovery"} | ({"escalation"} if ends_climb else set())
        solution = self.expects.get("resolution")
        if verb in ("ask", "answer") or (solution is not None and solution.first < at):
            # Asked: it stands still. Answered: it is met. Passed: this letter is the word that they get (P1).
            kinds.add("resolution")
        self._settle(kinds)
        self.warned = False
        self.last_word, self.late_since = max(at, self.last_word or at), None
        self.answered = verb == "answer" or (self.answered and verb != "ask")
        if ends_climb:
            self.rungs.clear()
            self.reminds, self.climbs, self.holder = False, False, None

    def be_warned(self, at: datetime, until: datetime | None) -> None:
        """That word said why we shall be late: the confession in advance; what it names is the one next word (P2).

        A resolution before that moment is expected no more, whatever is said next.
        """
        self.late_since, self.warned = at, True
        solution = self.expects.get("resolution")
        if solution is not None and until is not None and solution.first < until:
            self._settle({"resolution"})

    def end(self) -> None:
        """Closed, or merged into another: nothing is expected here."""
        self.expects.clear()
        self.reminds, self.climbs, self.holder = False, False, None

    def continue_work(self) -> None:
        """The answer did not suit."""
        self.answered = False

    def take_in(self, other: "Customer", now: datetime, *, rests: bool) -> None:
        """What was told there and lies ahead is expected here.

        While we wait for them or have answered (``rests``), what had been told before that question or answer is met
        by it: it was a word of ours to them, and the matter is one now (section 4, the next word).
        """
        for kind, moment in other.expects.items():
            met = rests and self.last_word is not None and other.read_at[kind] <= self.last_word
            if not met and moment.last >= now and (kind not in self.expects or moment.last < self.expects[kind].last):
                self.expects[kind], self.read_at[kind] = moment, other.read_at[kind]
        for kind, at in other.ever_told.items():
            self.ever_told[kind] = min(at, self.ever_told.get(kind, at))

    # --- what they read -----------------------------------------------------------------------------------------

    def read(self, letter: Letter) -> Iterator[str]:
        """A letter came; gives what is wrong with it."""
        told = told_in(letter.text, self.zone, letter.at)
        if self.warned and letter.reaction == "carry" and "word" in told:
            told["recovery"] = told.pop("word")
        late = late_in(letter.text, self.zone, letter.at)
        self.letters[letter.reaction] += 1
        for kind, moment in told.items():
            if moment.last < letter.at.replace(second=0, microsecond=0):
                yield f"a letter ({letter.reaction}) names {kind} {moment.last}, which is past"
        if letter.by_machine:
            yield from self._late(letter, told, late)
        if letter.reaction == "say_merged":
            self._replace(told)
        if letter.reaction == "recounted":
            # «Напишем вам до …» says it of a rung's word, too.
            self._settle({"escalation"})
        for kind, moment in told.items():
            self.expects[kind], self.read_at[kind] = moment, letter.at
            self.ever_told[kind] = min(moment.first, self.ever_told.get(kind, moment.first))
        if letter.reaction == "reminded":
            self.rungs.clear()

    def heard_of(self, kind: str, moment: datetime) -> None:
        """A moment that was said in a call."""
        self.ever_told[kind] = min(moment, self.ever_told.get(kind, moment))

    def _late(self, letter: Letter, told: dict[str, Moment], late: list[tuple[str, Moment]]) -> Iterator[str]:
        climbs = letter.reaction == "climbed"
        confessed = [one for one in late if not climbs or one[0] in ("resolution", "first_response", "answer")]
        if climbs:
            yield from self._one_a_rung(letter)
        if not late:
            if letter.reaction == "confess" or (climbs and not letter.rung):
                yield f"a letter ({letter.reaction}) says nothing of what was missed"
            return
        for kind, moment in late:
            yield from self._untrue(kind, moment, letter)
        if not {"recovery", "escalation", "word"} & told.keys():
            yield f"a confession ({letter.reaction}) names no later moment"
        if confessed and self.late_since is not None:
            yield f"a second confession ({letter.reaction}) since that of {self.late_since}"
        if confessed:
            self.late_since = letter.at
        # The one next word is the recovery or the rung's now; what had passed by then is said.
        gone = {kind for kind, moment in self.expects.items() if moment.first < letter.at}
        self._settle(gone | {"word", "recovery"})

    def _replace(self, told: dict[str, Moment]) -> None:
        """What two tickets were told goes on as the moments of this letter."""
        first = min((moment.last for moment in told.values()), default=None)
        words = {kind for kind in self.expects if kind != "resolution" and kind not in told}
        self._settle({kind for kind in words if first is not None and first <= self.expects[kind].last})

    def _one_a_rung(self, letter: Letter) -> Iterator[str]:
        self.rungs[letter.rung] += bool(letter.rung)
        if self.rungs[letter.rung] > 1:
            yield f"{self.rungs[letter.rung]} letters of rung {letter.rung}"

    def _untrue(self, kind: str, moment: Moment, letter: Letter) -> Iterator[str]:
        if moment.first >= letter.at:
            yield f"a letter ({letter.reaction}) confesses {kind} {moment.first}, which lies ahead"
        # A word may stand for whatever was told for that moment before it came nearer.
        kinds = {"answer": ("goal", "first_response"), "word": tuple(self.ever_told)}.get(kind, (kind,))
        if letter.reaction != "acknowledge" and not any(
            self.ever_told.get(one, moment.last) <= moment.last and one in self.ever_told for one in kinds
        ):
            yield f"a letter ({letter.reaction}) confesses {kind} {moment.first}, which was never told"
        if kind == "resolution":
            if self.answered:
                yield f"a letter ({letter.reaction}) confesses a resolution that was answered"
        elif self.last_word is not None and not self.reminds and moment.first <= self.last_word:
            yield f"a letter ({letter.reaction}) confesses {kind} {moment.first}, and we wrote at {self.last_word}"

    # --- what they miss -----------------------------------------------------------------------------------------

    def forgotten(self, by: datetime) -> Iterator[str]:
        """What was told for a moment before this instant, and of which nothing has been heard."""
        for kind, moment in list(self.expects.items()):
            if moment.last >= by:
                continue
            if kind == "recovery" and self.climbs:
                del self.expects[kind]  # a rung owes the word already (P1)
            elif self.late_since is not None and kind not in ("recovery", "escalation"):
                del self.expects[kind]  # it joins the letter of the recovery (P1)
            else:
                yield f"{kind} was told for {moment.last}, and nothing was heard"

    def _settle(self, kinds: set[str]) -> None:
        for kind in kinds:
            self.expects.pop(kind, None)
