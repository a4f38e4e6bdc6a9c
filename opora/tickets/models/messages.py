"""Messages and the files that came with them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opora.tickets.models.ticket import Ticket


class Message(models.Model):
    """A message, open to the customer or internal. ``segments`` joined are the body to the last letter.

    ``html`` is the letter's own, unsafe as it came: shown only through `opora.lib.safe_html`. ``channel`` is "call" or
    "visit" for what was said and logged; ``entry`` the number of the form by which that was done, once. ``sent_key``
    (sha256) names one sending of a form in the portal: pressed twice, it is one message. ``signed`` is "smime" or "pgp"
    where a signature came with the letter, which nobody has verified; ``invite`` an invitation by calendar, in the
    words of `opora.core.facts.Invite`, days and moments as ISO 8601 writes them.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    audience = models.CharField(max_length=8, choices=Audience.choices)
    author_kind = models.CharField(max_length=8)
    contact = models.ForeignKey("registry.Contact", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sender_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=250, blank=True)
    verb = models.CharField(max_length=8, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    entry = models.UUIDField(null=True, unique=True)
    is_human = models.BooleanField(default=True)
    message_id = models.CharField(max_length=998, blank=True)
    segments = models.JSONField(default=list)
    html = models.TextField(blank=True)
    word_until = models.DateTimeField(null=True)
    consent = models.CharField(max_length=250, blank=True)
    sent_key = models.CharField(max_length=64, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    troubles = models.JSONField(default=list)
    signed = models.CharField(max_length=5, blank=True)
    invite = models.JSONField(null=True)
    moved_from = models.ForeignKey(Ticket, on_delete=models.SET_NULL, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(author_kind__in=["contact", "guest", "staff", "machine"]), name="message_author_known"
            ),
            models.CheckConstraint(condition=Q(verb__in=["", "ask", "tell", "answer"]), name="message_verb_known"),
            models.CheckConstraint(condition=Q(channel__in=["", "call", "visit"]), name="message_channel_known"),
            models.CheckConstraint(condition=Q(signed__in=["", "smime", "pgp"]), name="message_signed_known"),
            models.UniqueConstraint(fields=["ticket", "sent_key"], condition=~Q(sent_key=""), name="message_sent_once"),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["message_id"], name="message_by_id", condition=~Q(message_id="")),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def text(self) -> str:
        """What the author wrote, without quotes and signature."""
        return "".join(segment["text"] for segment in self.segments if segment["kind"] == "text")


SEEN = ("off", "clean")


class Attachment(models.Model):
    """A file of a message. The bytes lie in the store under ``sha256``; served as a download only, or as a picture.

    ``declared_type`` is what its sender says, ``content_type`` what its first bytes say; empty: nobody has looked.
    ``scan_state``: off (nobody scans), waiting (unseen), clean, infected (given to nobody); ``virus``: what was found.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=250)
    declared_type = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    cid = models.CharField(max_length=250, blank=True)
    scan_state = models.CharField(max_length=8, default="off")
    virus = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_state__in=["off", "waiting", "clean", "infected"]), name="file_scan_known"
            ),
        ]
        indexes = [models.Index(fields=["id"], name="file_to_scan", condition=Q(scan_state="waiting"))]

    def __str__(self) -> str:
        return self.name

    @property
    def seen(self) -> bool:
        """Whether it may be given to whoever may see its ticket."""
        return self.scan_state in SEEN
