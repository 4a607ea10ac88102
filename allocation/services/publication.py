"""A decided number becomes what the world reads: written once, served without joins."""

from collections.abc import Iterable

from allocation.models import Decision, Frame, Position, PublishedNumber


def publish(frames: Iterable[Frame], decision: Decision) -> None:
    """Seal the frames by the decision and store their vector. The caller has checked every sum and holds the locks."""
    frames = list(frames)
    Frame.objects.filter(pk__in=[f.pk for f in frames]).update(sealed_by=decision)
    positions = (
        Position.objects.filter(frame__in=frames)
        .with_proposal()
        .select_related("municipality", "target_group", "frame__county", "frame__round")
    )
    PublishedNumber.objects.bulk_create(published(position, decision) for position in positions)


def published(position: Position, decision: Decision) -> PublishedNumber:
    round, county = position.frame.round, position.frame.county
    return PublishedNumber(
        round=round,
        decision=decision,
        process=round.process,
        year=round.year,
        revision=round.revision,
        county=county,
        county_name=county.name,
        municipality=position.municipality,
        municipality_name=position.municipality.name,
        target_group=position.target_group.code,
        target_group_position=position.target_group.position,
        amount=position.amount,
        proposed=position.proposed,  # type: ignore[attr-defined]
        decimals=round.decimals,
        unit=round.rules.unit,
        decided_on=decision.decided_on,
    )
