"""What came in and what goes out."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

WATCHED = ("imap", "pop3")
"""Kinds of mailboxes into which the worker looks; to any other letters are brought."""


class Mailbox(models.Model):
    """A place letters come from: an IMAP or POP3 account that the worker watches, or the pipe.

    The password lies in a file or in the environment, never here: ``secret`` names it ("file:/path", "env:NAME").
    Letters of UID ``uid_start`` and above came after the connection, those below are judged by their date; those
    below ``uid_next`` are kept already. All UIDs hold for one ``uid_validity`` only. ``head``: the address of the
    head of support, to which customers may write (E1); no letter of ours leaves from it. ``plus``: what is sent to
    support+anything@ comes to support@, so that our letters may name their ticket in the address of the reply.
    ``letters_a_minute``: more than that its server does not take; null: as many as there are.
    ``alarm``: failing or silent, since ``alarm_at``; empty when all is well.
    ``token_url``: one signs in by token, got there for the refresh token, which ``secret`` names then.
    ``listen_until``: until then somebody listens there, who says at once when something comes.
    """

    name = models.SlugField(unique=True)
    kind = models.CharField(max_length=8)
    address = models.EmailField(blank=True)
    host = models.CharField(max_length=250, blank=True)
    port = models.PositiveIntegerField(null=True)
    tls = models.BooleanField(default=True)
    user = models.CharField(max_length=250, blank=True)
    secret = models.CharField(max_length=500, blank=True)
    token_url = models.CharField(max_length=500, blank=True)
    oauth_client = models.CharField(max_length=250, blank=True)
    oauth_secret = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=250, default="INBOX")
    smtp_host = models.CharField(max_length=250, blank=True)
    smtp_port = models.PositiveIntegerField(null=True)
    smtp_tls = models.CharField(max_length=8, default="starttls")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, null=True, related_name="+")
    archive = models.BooleanField(default=False)
    head = models.BooleanField(default=False)
    plus = models.BooleanField(default=False)
    letters_a_minute = models.PositiveIntegerField(null=True)
    connected_at = models.DateTimeField()
    uid_validity = models.BigIntegerField(null=True)
    uid_start = models.BigIntegerField(null=True)
    uid_next = models.BigIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)
    failures = models.PositiveIntegerField(default=0)
    alarm = models.CharField(max_length=8, blank=True)
    alarm_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    listen_id = models.UUIDField(null=True)
    listen_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["imap", "pop3", "pipe"]), name="mailbox_kind_known"),
            models.CheckConstraint(condition=Q(smtp_tls__in=["starttls", "tls", "none"]), name="mailbox_tls_known"),
            models.CheckConstraint(
                condition=Q(alarm="", alarm_at=None) | Q(alarm__in=["failing", "silent"], alarm_at__isnull=False),
                name="mailbox_alarm_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServerLetter(models.Model):
    """A letter that a POP3 server still has, by what it is called there (UIDL); without ``letter`` it lay there before
    the connection and stays there. One that is filed is taken off the server."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="on_server")
    uidl = models.CharField(max_length=200)
    letter = models.ForeignKey("channels.InboundMail", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidl"], name="server_letter_once")]

    def __str__(self) -> str:
        return self.uidl


class InboundMail(models.Model):
    """A letter as it came. The bytes lie in the store under ``digest`` (sha256); kept once a mailbox.

    ``letter_key`` is the Message-ID, else the digest of the normalised text: the same letter by two ways is filed
    once. ``state``: kept, filed, aside (tray), double, failed. ``rule`` says why it lies where it lies, ``matched``
    what in it says so. ``proof``: "pass" or "fail" where our mail server or a signature says whether it comes from
    whoever its From names, ``proof_because`` in which words. ``sender`` (lower-cased) and ``own_id`` (Message-ID) are
    what it says of itself, empty until it was parsed: for the journal.
    ``doubt``: why the other ticket that it names was not believed; ``proposed``: that ticket, with
    which its own may be merged by one click, until somebody says that it is not the one (``dismissed_at``).
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="letters")
    sender = models.CharField(max_length=254, blank=True)
    own_id = models.CharField(max_length=998, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    server_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    letter_key = models.CharField(max_length=998, blank=True)
    state = models.CharField(max_length=8, default="kept")
    rule = models.CharField(max_length=40, blank=True)
    matched = models.CharField(max_length=998, blank=True)
    proof = models.CharField(max_length=4, blank=True)
    proof_because = models.CharField(max_length=300, blank=True)
    doubt = models.CharField(max_length=40, blank=True)
    proposed = models.ForeignKey("tickets.Ticket", on_delete=models.SET_NULL, null=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)
    archive = models.BooleanField(default=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey("tickets.Message", on_delete=models.SET_NULL, null=True, related_name="+")
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "inbound mail"
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="letter_kept_once"),
            models.UniqueConstraint(
                fields=["letter_key"], condition=Q(state="filed") & ~Q(letter_key=""), name="letter_filed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["kept", "filed", "aside", "double", "failed"]), name="letter_state_known"
            ),
            models.CheckConstraint(condition=Q(proof__in=["", "pass", "fail"]), name="letter_proof_known"),
        ]
        indexes = [
            models.Index(fields=["id"], name="letter_to_file", condition=Q(state="kept")),
            models.Index(fields=["server_at", "id"], name="letter_aside", condition=Q(state__in=["aside", "failed"])),
            # The journal: by date, by address, by Message-ID.
            models.Index(fields=["server_at", "id"], name="letter_by_date"),
            models.Index(fields=["sender", "server_at", "id"], name="letter_by_sender"),
            models.Index(fields=["own_id"], name="letter_by_own_id", condition=~Q(own_id="")),
            # When the last letter came, and how many come a day, is asked of each mailbox.
            models.Index(fields=["mailbox", "kept_at"], name="letter_of_mailbox"),
            models.Index(
                fields=["id"], name="letter_proposed", condition=Q(proposed__isnull=False, dismissed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    def registered_at(self, now: datetime) -> datetime:
        """T5: when its server got it, not before the mailbox was connected, and never in the future; UTC."""
        return min(max(self.server_at, self.mailbox.connected_at), now).astimezone(UTC)


class Outbound(models.Model):
    """A letter of ours with its bytes and Message-ID frozen: composed once, sent until accepted or given up.

    ``state``: shown (written while the desk was quiet, never leaves), queued, sending, sent, failed, stale
    (its moment passed before it left, P2), gathered (waits to go in one letter with others to this address), joined
    (went so). Unique by event, reaction and recipient: a second run adds nothing.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="+")
    event_id = models.BigIntegerField()
    reaction = models.CharField(max_length=40)
    recipient = models.CharField(max_length=254)
    audience = models.CharField(max_length=8, default="customer")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, null=True, related_name="+")
    message_id = models.CharField(max_length=250, unique=True)
    subject = models.CharField(max_length=600)
    sender = models.CharField(max_length=254)
    raw = models.BinaryField()
    state = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    server_said = models.CharField(max_length=500, blank=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "outbound"
        constraints = [
            models.UniqueConstraint(fields=["event_id", "reaction", "recipient"], name="letter_written_once"),
            models.CheckConstraint(
                condition=Q(state__in=["shown", "queued", "sending", "sent", "failed", "stale", "gathered", "joined"]),
                name="outbound_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="outbound_due", condition=Q(state__in=["queued", "sending"])
            ),
            # How many letters a mailbox has sent in the last minute is asked where it has a pace.
            models.Index(fields=["mailbox", "tried_at"], name="outbound_pace", condition=Q(tried_at__isnull=False)),
            models.Index(fields=["not_before", "id"], name="outbound_gathered", condition=Q(state="gathered")),
            # How many letters somebody has got today is asked before each acknowledgement.
            models.Index(fields=["recipient", "created_at"], name="outbound_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """What a colleague is to be told about a ticket: what is late, theirs now, or near. The worker joins what waits.

    It comes of an event (``event_id``), told as the reaction ``kind`` has it, or of a ``promise`` that is near.
    ``wanted_at``: when the worker looks at it next, null once it is told; ``told_by`` is the event of the letter then,
    ``told_on`` the date of that letter where the colleague works.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    event_id = models.BigIntegerField(null=True)
    promise = models.ForeignKey("promises.Promise", on_delete=models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField()
    wanted_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    told_by = models.BigIntegerField(null=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "kind", "user"], name="notice_of_event_once"),
            models.UniqueConstraint(fields=["promise", "user"], name="notice_of_promise_once"),
            models.CheckConstraint(
                condition=Q(event_id=None, promise__isnull=False) | Q(event_id__isnull=False, promise=None),
                name="notice_comes_of_one",
            ),
            models.CheckConstraint(
                condition=Q(wanted_at=None, told_on__isnull=False, told_by__isnull=False)
                | Q(wanted_at__isnull=False, told_on=None, told_by=None),
                name="notice_waits_or_is_told",
            ),
        ]
        indexes = [
            models.Index(fields=["wanted_at", "id"], name="notice_due", condition=Q(wanted_at__isnull=False)),
            models.Index(fields=["user", "told_on"], name="notice_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"


class ApiRequest(models.Model):
    """A request that named an idempotency key, and the ticket that it opened: said twice, it opens one.

    ``digest`` (sha256) tells whether it is the same request again; ``ticket`` is null only inside its own transaction.
    """

    api_key = models.ForeignKey("accounts.ApiKey", on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "idempotency_key"], name="request_taken_once")]

    def __str__(self) -> str:
        return f"request {self.pk}"


class SentForm(models.Model):
    """A form of the portal that was sent, by its one-time key: sent twice, it opens one ticket.

    ``digest`` (sha256) tells whether it is the same form again. ``address`` and ``client`` are keyed digests of the
    e-mail address and of the browser's network address, for limits alone. ``ticket`` is null only inside its own
    transaction.
    """

    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    client = models.CharField(max_length=64)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    readdressed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="form_of_address"),
            models.Index(fields=["client", "at"], name="form_of_client"),
        ]

    def __str__(self) -> str:
        return f"form {self.pk}"


class Ring(models.Model):
    """A call to whoever is on duty by another way than a letter; ``body`` is frozen, and so it can be known again.

    ``target``: "hook", or "browser:5" for the browser of that row. ``state``: queued, sent (taken by the other side),
    failed, stale (the calls ended before it left). From ``useless_after`` on it is the next person's turn.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    event_id = models.BigIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    target = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    useless_after = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=100, blank=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "target"], name="ring_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "failed", "stale"]), name="ring_state_known"
            ),
        ]
        indexes = [models.Index(fields=["not_before", "id"], name="ring_due", condition=Q(state="queued"))]

    def __str__(self) -> str:
        return f"ring {self.pk}"


class Browser(models.Model):
    """A browser in which somebody of staff wants to be called: the address at its maker's push server, its key and its
    secret (both base64 as the browser gives them)."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=500, unique=True)
    public_key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"browser {self.pk}"
