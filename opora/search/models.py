"""The words by which things are found."""

from django.db import models


class Word(models.Model):
    """A word of a ticket, a contact or an organisation (``subject``, and its ``row``; no foreign key: those rooms lie
    above).

    ``text`` is UTF-8 and not a character column: bytes have one order on both databases, in which all words with one
    beginning stand together, while a collation puts Russian words elsewhere on each server.
    """

    subject = models.CharField(max_length=12)
    row = models.PositiveBigIntegerField()
    text = models.BinaryField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "row", "text"], name="word_once"),
            models.CheckConstraint(
                condition=models.Q(subject__in=["ticket", "contact", "organisation"]), name="word_subject_known"
            ),
        ]
        indexes = [models.Index(fields=["subject", "text", "row"], name="word_by_beginning")]

    def __str__(self) -> str:
        return bytes(self.text).decode()
