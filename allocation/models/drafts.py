"""Utkast: what a länsstyrelse tries out before it proposes anything. Mutable, outside the ledger and the journal."""

from typing import TypedDict

from django.db import models

from allocation.models.rounds import Frame, TargetGroup


class Step(TypedDict):
    """One thing that somebody did: the change of each kommun, in integer units."""

    legs: dict[str, int]
    by: str  # empty: several persons' steps, folded into one
    at: str  # ISO 8601, UTC


class Draft(models.Model):
    """One for each frame and target group, shared by the officers of the län. The first `done` steps count; the rest
    have been undone and can be done again."""

    frame = models.ForeignKey(Frame, models.CASCADE, related_name="drafts")
    target_group = models.ForeignKey(TargetGroup, models.CASCADE, related_name="drafts")
    steps = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)  # grows with every change, undoing included
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "target_group"], name="one_draft_a_target_group"),
        ]

    def __str__(self) -> str:
        return f"Utkast {self.frame_id} {self.target_group_id}, version {self.version}"

    @property
    def legs(self) -> dict[str, int]:
        """Kommunkod → net change; only those that change."""
        net: dict[str, int] = {}
        for step in self.steps[: self.done]:
            for code, change in step["legs"].items():
                net[code] = net.get(code, 0) + change
        return {code: change for code, change in sorted(net.items()) if change}

    @property
    def last(self) -> Step | None:
        """What undo would take back."""
        return self.steps[self.done - 1] if self.done else None

    @property
    def next(self) -> Step | None:
        """What redo would do again."""
        return self.steps[self.done] if self.done < len(self.steps) else None
