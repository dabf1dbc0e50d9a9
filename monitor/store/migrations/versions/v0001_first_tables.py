"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_WATCHED = "retired_at IS NULL"


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _word(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=null)


def _hash(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=True)


def _create(name: str, *parts: Any, key: str = "id", counted: bool = True) -> None:
    """A table; ``counted``: its key is a number from the counter of records, and ``parts`` leave it out."""
    first = [sa.Column(key, sa.BigInteger(), autoincrement=False, nullable=False)] if counted else []
    op.create_table(name, *first, *parts, sa.PrimaryKeyConstraint(*key.split(","), name=f"pk_{name}"))


def _refers(table: str, column: str, target: str, *, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=f"fk_{table}_{column}")


def _index(table: str, *columns: str, where: str | None = None, name: str | None = None) -> None:
    partial: dict[str, Any] = (
        {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    )
    op.create_index(name or f"ix_{table}_{'_'.join(columns)}", table, list(columns), **partial)


def upgrade() -> None:
    """Apply this version."""
    _chain()
    _watching()
    _seeing()
    _revising()
    _ledger()
    _telling()
    _reviewing()


def _chain() -> None:
    for name in ("body", "content"):
        data = sa.Column("data", sa.LargeBinary(), nullable=False)
        _create(name, _hash("sha256"), data, key="sha256", counted=False)
    _create("event", _instant("at"), _text("kind"), _text("subject"), _hash("content_sha256"),
            _hash("previous_sha256"), _hash("sha256"), key="seq")  # fmt: skip
    _index("event", "kind", "subject")
    _create("chain_head", _number("seq"), _hash("sha256"), _number("next_id"))
    head = sa.table(
        "chain_head", sa.column("id"), sa.column("seq"), sa.column("sha256"), sa.column("next_id")
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "sha256": "0" * 64, "next_id": 1}])


def _watching() -> None:
    _create(
        "vendor",
        _text("id"),
        _text("name"),
        _text("config"),
        _instant("retired_at", null=True),
        counted=False,
    )
    # SQLite cannot add these two later, and does not mind that their tables come later; PostgreSQL the reverse.
    later = [_refers("source", "snapshot_id", "snapshot"), _refers("source", "capture_id", "capture")]
    op.create_table(
        "source",
        *(_text(name) for name in ("id", "vendor_id", "url")),
        _word("kind"),
        _text("config"),
        _flag("reread"),
        _instant("retired_at", null=True),
        _instant("next_check_at"),
        _word("health"),
        _number("consecutive_failures"),
        _instant("trouble_since", null=True),
        _instant("last_check_at", null=True),
        _word("last_outcome", null=True),
        _instant("last_good_at", null=True),
        _text("last_reason"),
        _text("last_detail"),
        _number("open_run_id", null=True),
        _number("snapshot_id", null=True),
        _number("capture_id", null=True),
        _instant("last_seen_at", null=True),
        _word("last_seen_grade", null=True),
        _instant("last_bytes_at", null=True),
        _text("etag", null=True),
        _text("last_modified", null=True),
        _hash("validators_sha256", null=True),
        _text("validators_url", null=True),
        _refers("source", "vendor_id", "vendor"),
        *(later if op.get_bind().dialect.name == "sqlite" else []),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    _index("source", "next_check_at", where=_WATCHED, name="ix_source_due")
    _index("source", "vendor_id")
    _create("heartbeat", _text("name"), _instant("at"), key="name", counted=False)
    _create("watch_change", _text("source_id"), _text("what"), _text("vendor_name"), _text("url"), _text("config"),
            _instant("at"), _refers("watch_change", "source_id", "source"))  # fmt: skip
    _index("watch_change", "source_id")


def _seeing() -> None:
    _create("capture", _text("source_id"), _hash("body_sha256"), _instant("fetched_at"), _text("requested_url"),
            _text("final_url"), _number("status"), _text("headers"), _text("redirects"), _text("peer", null=True),
            sa.Column("elapsed_s", sa.Double(), nullable=False), _flag("browser"), _text("tool"),
            _refers("capture", "source_id", "source"))  # fmt: skip
    _index("capture", "source_id")
    _index("capture", "body_sha256")
    _create("snapshot", _text("source_id"), _number("previous_id", null=True), _instant("first_seen_at"),
            _number("first_capture_id"), _hash("listing_sha256"), _hash("read_as_sha256"),
            _instant("last_seen_at", null=True), _word("last_seen_grade", null=True),
            _number("last_capture_id", null=True), _refers("snapshot", "source_id", "source"),
            _refers("snapshot", "previous_id", "snapshot"), _refers("snapshot", "first_capture_id", "capture"),
            _refers("snapshot", "last_capture_id", "capture"))  # fmt: skip
    _index("snapshot", "source_id", "id")
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key("fk_source_snapshot_id", "source", "snapshot", ["snapshot_id"], ["id"])
        op.create_foreign_key("fk_source_capture_id", "source", "capture", ["capture_id"], ["id"])
    _create("candidate", _text("source_id"), _hash("listing_sha256"), _number("capture_id"),
            _instant("first_seen_at"), _instant("last_seen_at"), _instant("deviating_since"), _text("why"),
            _flag("suspect"), _number("sights"), _refers("candidate", "source_id", "source"),
            _refers("candidate", "capture_id", "capture"), key="source_id", counted=False)  # fmt: skip
    _create("reading", _number("snapshot_id"), _hash("listing_sha256"), _text("why"), _text("tool"),
            _instant("made_at"), _refers("reading", "snapshot_id", "snapshot"))  # fmt: skip
    _index("reading", "snapshot_id")


def _revising() -> None:
    _create("revision", _text("public_id"), _text("source_id"), _text("vendor_id"), _text("vendor_name"),
            _text("source_url"), _word("kind"), _number("before_id"), _number("after_id"), _word("outcome"),
            _word("severity"), _number("change_count"), _hash("assessed_sha256"), _text("terms", null=True),
            _instant("recorded_at"), _word("state"), _flag("open"), _refers("revision", "source_id", "source"),
            _refers("revision", "before_id", "snapshot"), _refers("revision", "after_id", "snapshot"),
            sa.UniqueConstraint("public_id", name="uq_revision_public_id"),
            sa.UniqueConstraint("after_id", name="uq_revision_after_id"))  # fmt: skip
    _index("revision", "open", "id", name="ix_revision_open")
    for column in ("source_id", "vendor_id", "recorded_at"):
        _index("revision", column)
    _create("window_version", _number("revision_id"), _text("window"), _text("facts", null=True), _text("why"),
            _day("act_by"), _day("earliest"), _day("latest"), _instant("computed_at"),
            _refers("window_version", "revision_id", "revision"))  # fmt: skip
    _index("window_version", "revision_id")


def _ledger() -> None:
    _create("failure_run", _text("source_id"), _word("outcome"), _text("reason"), _instant("first_at"),
            _text("first_detail"), _instant("last_at"), _text("last_detail"), _number("count"),
            _instant("closed_at", null=True), _refers("failure_run", "source_id", "source"))  # fmt: skip
    _index("failure_run", "source_id", "last_at")
    _create("gap", _instant("started_at"), _instant("ended_at"), _text("why"))


def _telling() -> None:
    _create("alert", _text("id"), _word("kind"), _word("severity"), _text("vendor_id", null=True),
            _text("source_id", null=True), _number("revision_id", null=True), _text("payload"), _text("channels"),
            _instant("created_at"), _refers("alert", "revision_id", "revision"), counted=False)  # fmt: skip
    _index("alert", "vendor_id")
    _index("alert", "revision_id")
    _create("delivery", _text("alert_id"), _text("route"), _number("channel"), _text("order_key"), _word("state"),
            _number("attempts"), _instant("next_attempt_at", null=True), _instant("leased_until", null=True),
            _text("last_error", null=True), _flag("maybe_sent"), _instant("created_at"),
            _instant("ended_at", null=True), _refers("delivery", "alert_id", "alert"),
            sa.UniqueConstraint("alert_id", "route", "channel", name="uq_delivery_alert_id_route_channel"),
            )  # fmt: skip
    _index("delivery", "state", "next_attempt_at", "id", name="ix_delivery_due")
    _index("delivery", "order_key", "route", "channel", "state", "id", name="ix_delivery_order")
    _create("attempt", _number("delivery_id"), _number("number"), _instant("made_at"), _word("outcome"),
            _text("detail"), _refers("attempt", "delivery_id", "delivery"))  # fmt: skip
    _index("attempt", "delivery_id")
    _create("reminder", _number("revision_id"), _text("rule"), _text("recipient"), _text("alert_id"), _instant("at"),
            _refers("reminder", "revision_id", "revision"), _refers("reminder", "alert_id", "alert"),
            key="revision_id,rule,recipient", counted=False)  # fmt: skip


def _reviewing() -> None:
    _create("decision", _number("revision_id"), _word("state_before"), _word("state"), _text("made_by"),
            _text("why"), _number("snapshot_id"), _instant("made_at"),
            _refers("decision", "revision_id", "revision"), _refers("decision", "snapshot_id", "snapshot"))  # fmt: skip
    _index("decision", "revision_id")
    _create("notice", _text("vendor_id"), _instant("received_at"), _text("channel"), _text("subject"),
            _text("logged_by"), _instant("logged_at"), _text("file_name"), _hash("file_sha256", null=True),
            _text("parsed"), _refers("notice", "vendor_id", "vendor"))  # fmt: skip
    _index("notice", "vendor_id")
    _create("notice_link", _number("notice_id"), _number("revision_id"), _text("linked_by"), _instant("linked_at"),
            _refers("notice_link", "notice_id", "notice"), _refers("notice_link", "revision_id", "revision"),
            sa.UniqueConstraint("notice_id", "revision_id", name="uq_notice_link_notice_id_revision_id"))  # fmt: skip
    _index("notice_link", "revision_id")
    _create("clause_version", _text("vendor_id"), _number("number"), _text("terms"), _word("origin"),
            _instant("valid_from"), _number("snapshot_id", null=True), _instant("recorded_at"),
            _refers("clause_version", "vendor_id", "vendor"), _refers("clause_version", "snapshot_id", "snapshot"),
            sa.UniqueConstraint("vendor_id", "number", name="uq_clause_version_vendor_id_number"))  # fmt: skip
    _create("baseline_approval", _text("source_id"), _number("snapshot_id"), _text("approved_by"), _text("why"),
            _instant("approved_at"), _refers("baseline_approval", "source_id", "source"),
            _refers("baseline_approval", "snapshot_id", "snapshot"))  # fmt: skip
    _index("baseline_approval", "source_id")
