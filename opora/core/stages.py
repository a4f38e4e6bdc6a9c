"""The table of stages (domain.md 6): which moves staff may make, and which verbs a stage allows."""

from opora.core.facts import Stage, Verb

WORKING = frozenset({Stage.RECEIVED, Stage.OFFICE, Stage.CENTRAL, Stage.RESEARCH})
"""The stages in which we owe the customer work."""

TO_LOOK = frozenset({Stage.ANSWERED, Stage.RELEASE})
"""The stages in which a customer's words are looked at, since they end nothing by themselves (P7)."""

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.RECEIVED: frozenset({Stage.OFFICE, Stage.CENTRAL, Stage.RESEARCH}),
    Stage.OFFICE: frozenset({Stage.CENTRAL, Stage.RESEARCH}),
    Stage.CENTRAL: frozenset({Stage.OFFICE, Stage.RESEARCH}),
    Stage.RESEARCH: frozenset({Stage.OFFICE, Stage.CENTRAL}),
    Stage.WAITING: frozenset(),
    Stage.ANSWERED: frozenset(),
    Stage.RELEASE: frozenset(),
    Stage.CLOSED: frozenset(),
}
"""Where staff may move a ticket by hand; every other stage is entered by a verb alone."""

_ALL = frozenset(Verb)
VERBS: dict[Stage, frozenset[Verb]] = {
    **dict.fromkeys([*WORKING, Stage.WAITING, Stage.RELEASE], _ALL),
    Stage.ANSWERED: frozenset({Verb.ANSWER}),
    Stage.CLOSED: frozenset(),
}
"""After an answer only a further answer is sent at once; asking or telling wants «Продолжение» first (P7)."""


def by_line(line: int) -> Stage:
    """The working stage of a ticket that somebody on this line has."""
    return Stage.OFFICE if line == 1 else Stage.CENTRAL if line == 2 else Stage.RESEARCH


def may_move(stage: Stage, target: Stage) -> bool:
    """Whether staff may move a ticket from one stage to the other by hand."""
    return target in MOVES[stage]


def may_send(stage: Stage, verb: Verb) -> bool:
    """Whether the verb is lawful in this stage."""
    return verb in VERBS[stage]
