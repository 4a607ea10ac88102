"""Where a figure comes from: the publisher's table, and our reading of it."""

from django.db import models


class Source(models.Model):
    """A publisher's table or document, with the words by which it wants to be cited."""

    slug = models.SlugField(primary_key=True, max_length=60)
    publisher = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300)  # "Källa: SCB"
    terms = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)  # made up for want of real figures; said wherever it is shown

    def __str__(self) -> str:
        return self.title


class Import(models.Model):
    """One reading of one file."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # sha256 of the file
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_name", "digest"], name="a_file_is_imported_once")]

    def __str__(self) -> str:
        return self.file_name
