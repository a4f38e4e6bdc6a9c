"""Writes to tickets: bare verbs, the step first."""

from opora.tickets.actions.addressing import readdress
from opora.tickets.actions.decisions import (
    assign,
    await_release,
    close,
    correct,
    give_sight,
    hand_over,
    lift,
    move,
    reject,
    reopen,
    resume,
    set_kind,
    show_to_office,
    split_off,
    thank,
)
from opora.tickets.actions.drafts import drop_draft, drop_drafts, make_draft, move_drafts, use_draft
from opora.tickets.actions.duty_calls import accept_duty, call_off, call_out, leave_unanswered
from opora.tickets.actions.files import pass_file, set_file_aside
from opora.tickets.actions.links import revoke_links
from opora.tickets.actions.macros import change_macro, end_macro, make_macro
from opora.tickets.actions.merging import merge
from opora.tickets.actions.messages import enter, move_messages, receive, say, take_out, write_note
from opora.tickets.actions.opening import Opening, lock, lock_all, open, reschedule, schedule
from opora.tickets.actions.ratings import ask_rating, rate, remind
from opora.tickets.actions.readings import log_reading
from opora.tickets.actions.sendings import hold, keep_back, use_held

__all__ = [
    "Opening",
    "accept_duty",
    "ask_rating",
    "assign",
    "await_release",
    "call_off",
    "call_out",
    "change_macro",
    "close",
    "correct",
    "drop_draft",
    "drop_drafts",
    "end_macro",
    "enter",
    "give_sight",
    "hand_over",
    "hold",
    "keep_back",
    "leave_unanswered",
    "lift",
    "lock",
    "lock_all",
    "log_reading",
    "make_draft",
    "make_macro",
    "merge",
    "move",
    "move_drafts",
    "move_messages",
    "open",
    "pass_file",
    "rate",
    "readdress",
    "receive",
    "reject",
    "remind",
    "reopen",
    "reschedule",
    "resume",
    "revoke_links",
    "say",
    "schedule",
    "set_file_aside",
    "set_kind",
    "show_to_office",
    "split_off",
    "take_out",
    "thank",
    "use_draft",
    "use_held",
    "write_note",
]
