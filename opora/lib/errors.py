"""Errors that are meant for people."""


class Refused(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A write that the rules do not allow; the words say why, to whoever asked for it."""
