"""Writes of channels: letters that came in, letters of ours, and the mailboxes between them and the world.

Verbs of the domain take the Step and note their event. What only happens between us and a server (kept, looked,
tried, sent) is no event of the domain: those verbs take the instant, commit at once, and are fenced by the lease.
"""

from opora.channels.actions.alarms import alarm, clear_alarm
from opora.channels.actions.browsers import drop_browser, forget_browsers, keep_browser
from opora.channels.actions.forms import bind_form, readdress_form, take_form
from opora.channels.actions.letters import (
    LetterSettled,
    dismiss,
    enter,
    fail_letter,
    file_letter,
    mark_double,
    note_head,
    note_proof,
    set_aside,
)
from opora.channels.actions.mailboxes import (
    add_mailbox,
    ask_test_letter,
    change_mailbox,
    lease_mailbox,
    note_look,
    note_numbers,
    note_taken,
    note_trial,
    note_trouble,
    open_pipe,
)
from opora.channels.actions.notices import add_near, add_notice, drop_notices, join_notices, put_off_notices
from opora.channels.actions.outbound import (
    Composed,
    begin_sending,
    give_up,
    hold_back,
    mark_sent,
    mark_stale,
    post,
    put_off,
    rewrite,
    send_again,
    try_again,
    withhold,
)
from opora.channels.actions.requests import bind_request, take_request
from opora.channels.actions.rings import mark_rung, ring, ring_again, silence, stop_ringing

__all__ = [
    "Composed",
    "LetterSettled",
    "add_mailbox",
    "add_near",
    "add_notice",
    "alarm",
    "ask_test_letter",
    "begin_sending",
    "bind_form",
    "bind_request",
    "change_mailbox",
    "clear_alarm",
    "dismiss",
    "drop_browser",
    "drop_notices",
    "enter",
    "fail_letter",
    "file_letter",
    "forget_browsers",
    "give_up",
    "hold_back",
    "join_notices",
    "keep_browser",
    "lease_mailbox",
    "mark_double",
    "mark_rung",
    "mark_sent",
    "mark_stale",
    "note_head",
    "note_look",
    "note_numbers",
    "note_proof",
    "note_taken",
    "note_trial",
    "note_trouble",
    "open_pipe",
    "post",
    "put_off",
    "put_off_notices",
    "readdress_form",
    "rewrite",
    "ring",
    "ring_again",
    "send_again",
    "set_aside",
    "silence",
    "stop_ringing",
    "take_form",
    "take_request",
    "try_again",
    "withhold",
]
