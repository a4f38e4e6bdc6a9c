"""What the vendor sells: families, products, editions, versions."""

from django.db import models


class Family(models.Model):
    """A group of products; ``customisable`` is a hint for individual support (S4)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    customisable = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A program that is sold; its name stands in letters as it is, in both languages."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="products")
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """An edition of a product; those not commercial cap a ticket at the initial level (L6)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="editions")
    code = models.SlugField()
    name = models.CharField(max_length=120)
    commercial = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "code"], name="edition_once")]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """What is bought and supported. ``order`` sorts versions of a product; ``released_on`` null: announced only."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    released_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="version_once")]

    def __str__(self) -> str:
        return self.name
