from allocation.models.decisions import Decision, Preparation
from allocation.models.drafts import Draft
from allocation.models.ledger import Entry, Form, Kind, Position, Reason, Transaction
from allocation.models.proposals import ModelRun, Proposal, PublishedNumber, StagedProposal
from allocation.models.rounds import (
    FROZEN,
    SEALED,
    Consultation,
    CountyTotal,
    Frame,
    FrameState,
    FrameStatus,
    Round,
    TargetGroup,
    Totals,
)
from allocation.models.transfers import (
    Approval,
    Transfer,
    TransferLeg,
    TransferState,
    TransferStatus,
    TransferVersion,
)

__all__ = [
    "FROZEN",
    "SEALED",
    "Approval",
    "Consultation",
    "CountyTotal",
    "Decision",
    "Draft",
    "Entry",
    "Form",
    "Frame",
    "FrameState",
    "FrameStatus",
    "Kind",
    "ModelRun",
    "Position",
    "Preparation",
    "Proposal",
    "PublishedNumber",
    "Reason",
    "Round",
    "StagedProposal",
    "TargetGroup",
    "Totals",
    "Transaction",
    "Transfer",
    "TransferLeg",
    "TransferState",
    "TransferStatus",
    "TransferVersion",
]
