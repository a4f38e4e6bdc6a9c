"""Letters of machines, and of humans who look like them; and the language of a letter. Our own domain is desk.test."""

from tests.channels.parse.wanted import Wanted

HUMAN: Wanted = {"automatic": None, "because": ""}


def machine(automatic: str, because: str) -> Wanted:
    """A letter that no human wrote, and the header that shows it."""
    return {"automatic": automatic, "because": because}


LETTERS: dict[str, Wanted] = {
    "auto-submitted-replied.eml": machine("auto-reply", "Auto-Submitted: auto-replied"),
    "auto-submitted-generated.eml": machine("auto-reply", 'Auto-Submitted: Auto-Generated; owner-email="x@zavod.test"'),
    "auto-submitted-no.eml": HUMAN,
    "auto-exchange-out-of-office.eml": machine(
        "auto-reply", "Subject: Автоматический ответ: [SD-1000483] Не открывается сборка"
    ),
    "auto-x-autoreply.eml": machine("auto-reply", "X-Autoreply: yes"),
    "auto-x-autorespond.eml": {
        **machine("auto-reply", "X-Autorespond: Не открывается"),
        "troubles": ["raw-header"],
    },
    "auto-suppress-all.eml": machine("auto-reply", "X-Auto-Response-Suppress: All"),
    # Exchange and its rules write this on letters of humans too: it asks for silence, it names no machine.
    "auto-suppress-some-is-human.eml": HUMAN,
    "auto-suppress-none-is-human.eml": HUMAN,
    "auto-precedence-auto-reply.eml": machine("auto-reply", "Precedence: auto_reply"),
    "auto-precedence-bulk.eml": machine("list", "Precedence: Bulk"),
    "auto-precedence-list.eml": machine("list", "Precedence: list"),
    "auto-precedence-first-class-is-human.eml": HUMAN,
    "auto-list-id.eml": machine("list", "List-Id: CAD users <cad.lists.example.org>"),
    "auto-list-unsubscribe.eml": machine("list", "List-Unsubscribe: <mailto:leave@lists.example.org>"),
    "auto-list-digest-newsletter.eml": machine("list", "List-Id: <news.lists.example.org>"),
    "auto-return-path-empty.eml": machine("bounce", "Return-Path: <>"),
    "auto-return-path-named-is-human.eml": HUMAN,
    "auto-mailer-daemon.eml": machine("bounce", "X-Failed-Recipients: nobody@zavod.test"),
    "auto-postmaster.eml": machine("bounce", "From: postmaster@zavod.test"),
    "auto-subject-ru.eml": machine("auto-reply", "Subject: Автоответ: [SD-1000483] Не открывается сборка"),
    "auto-subject-en.eml": machine("auto-reply", "Subject: Out of Office: Re: assembly"),
    "auto-subject-en-automatic-reply.eml": machine("auto-reply", "Subject: Automatic reply: assembly"),
    "auto-subject-answered-by-a-human.eml": HUMAN,
    "auto-subject-only-sounds-so.eml": HUMAN,
    "auto-subject-office-word.eml": HUMAN,
    "auto-noreply.eml": machine("auto-reply", "From: no-reply@zavod.test"),
    "auto-noreply-lookalike-is-human.eml": HUMAN,
    "auto-ours-header.eml": machine("ours", "X-Opora-Desk: desk.test"),
    "auto-ours-message-id.eml": machine("ours", "Message-ID: <sd-9@desk.test>"),
    # Another desk's staff are humans to us; its machine is a machine, but not ours.
    "auto-another-desk-human.eml": HUMAN,
    "auto-another-desk-machine.eml": machine("auto-reply", "Auto-Submitted: auto-replied"),
    "auto-bounce-dsn.eml": {
        "automatic": "bounce",
        "because": "Content-Type: multipart/report; report-type=delivery-status",
        "body": "Письмо не доставлено.\n",
        "files": [
            ("attachment-1.txt", "message/delivery-status", -1, "", False),
            ("attachment-2.eml", "message/rfc822", -1, "", False),
        ],
    },
    "auto-bounce-dsn-in-mixed.eml": machine("bounce", "Content-Type: message/delivery-status"),
    "auto-receipt.eml": machine("receipt", "Content-Type: multipart/report; report-type=disposition-notification"),
    "language-russian-with-log.eml": {"language": "ru"},
    "language-english-with-menu.eml": {"language": "en"},
    "language-subject-only-en.eml": {"language": "en"},
    "language-subject-only-ru.eml": {"language": "ru"},
    "language-none.eml": {"language": "ru"},
    "language-english-answer-russian-quote.eml": {"language": "en"},
}
