"""The ground of all tables: one set of metadata, one naming rule, one map from Python types to columns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from monitor.model import (
    AlertKind,
    AttemptOutcome,
    CheckOutcome,
    ClauseOrigin,
    CompareOutcome,
    DecisionState,
    DeliveryState,
    Grade,
    Health,
    Severity,
    SourceKind,
)
from monitor.store.column_types import Instant, word

Sha256 = Annotated[str, mapped_column(String(64))]
Key = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=False)]
Json = Annotated[str, mapped_column(Text)]
"""A model value as ``monitor.model.codec`` writes it, or plain JSON."""

ENUMS = (
    AlertKind,
    AttemptOutcome,
    CheckOutcome,
    ClauseOrigin,
    CompareOutcome,
    DecisionState,
    DeliveryState,
    Grade,
    Health,
    Severity,
    SourceKind,
)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        int: BigInteger(),
        str: Text(),
        bytes: LargeBinary(),
        **{enum: word(enum) for enum in ENUMS},
    }


def table(model: type[Base]) -> Table:
    """The Core table behind a model."""
    found = model.__table__
    assert isinstance(found, Table)
    return found
