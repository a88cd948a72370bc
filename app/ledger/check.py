"""Proves the ledger: the sums, every rule of custody, the guards, the chain (rule 12).

Each proof is one question whose answer must be empty. The database enforces most of them already;
asking again shows a file that was edited by other hands, or whose guards were taken away.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.domain.audit import Finding
from app.ledger.guards import missing_guards
from app.ledger.work import Store

MOST_NAMED = 20  # of one kind; the rest would say the same

_QUESTIONS = {
    "check-count-differs": """
        SELECT lots.name AS lot, c.state AS state, c.n AS counted, COALESCE(x.n, 0) AS found
        FROM lot_counts c JOIN lots ON lots.id = c.lot_id
        LEFT JOIN (SELECT lot_id, state, count(*) AS n FROM licenses GROUP BY lot_id, state) x
          ON x.lot_id = c.lot_id AND x.state = c.state
        WHERE c.n <> COALESCE(x.n, 0)""",
    "check-count-missing": """
        SELECT lots.name AS lot, x.state AS state, x.n AS found
        FROM (SELECT lot_id, state, count(*) AS n FROM licenses GROUP BY lot_id, state) x
        JOIN lots ON lots.id = x.lot_id
        LEFT JOIN lot_counts c ON c.lot_id = x.lot_id AND c.state = x.state
        WHERE c.n IS NULL""",
    "check-two-licenses": """
        SELECT u.hwid AS unit, count(*) AS found FROM licenses l JOIN units u ON u.id = l.unit_id
        WHERE l.state IN ('reserved', 'writing', 'doubtful', 'verified', 'held')
        GROUP BY u.hwid HAVING count(*) > 1""",
    "check-identity-twice": """
        SELECT identity, count(*) AS found FROM licenses
        GROUP BY family, identity HAVING count(*) > 1""",
    "check-taken-without-unit": """
        SELECT identity, state FROM licenses
        WHERE state IN ('reserved', 'writing', 'doubtful', 'verified')
          AND unit_id IS NULL AND NOT elsewhere""",
    "check-available-with-unit": """
        SELECT identity FROM licenses WHERE state = 'available' AND (unit_id IS NOT NULL OR was_out)
        """,
    "check-verified-without-attempt": """
        SELECT l.identity AS identity FROM licenses l
        WHERE l.state = 'verified' AND NOT l.elsewhere AND NOT EXISTS (
          SELECT 1 FROM attempts a WHERE a.license_id = l.id AND a.unit_id = l.unit_id
            AND a.outcome = 'pass')""",
    "check-bound-elsewhere": """
        SELECT l.identity AS identity, l.bound_to AS bound_to, u.hwid AS unit
        FROM licenses l JOIN units u ON u.id = l.unit_id
        WHERE l.bound_to IS NOT NULL AND l.bound_to <> u.hwid
          AND l.bound_to <> COALESCE(u.mac, '') AND l.bound_to <> COALESCE(u.serial, '')
          AND l.bound_to <> 'SN:' || COALESCE(u.serial, '')
          AND l.state IN ('reserved', 'writing', 'doubtful', 'verified') AND NOT l.elsewhere""",
    "check-order-count-differs": """
        SELECT orders.name AS "order", orders.taken AS counted, COALESCE(x.n, 0) AS found
        FROM orders LEFT JOIN (
          SELECT order_id, count(*) AS n FROM licenses
          WHERE order_id IS NOT NULL AND state <> 'void' GROUP BY order_id) x
          ON x.order_id = orders.id
        WHERE orders.taken <> COALESCE(x.n, 0)""",
    "check-order-overdone": """
        SELECT name AS "order", taken, quantity FROM orders WHERE taken > quantity""",
    "check-sent-but-available": """
        SELECT l.identity AS identity FROM licenses l WHERE l.state = 'available' AND EXISTS (
          SELECT 1 FROM attempts a WHERE a.license_id = l.id AND a.outcome IN ('pass', 'doubtful'))
        """,
    # What finds units is kept by triggers; it must be what the licenses say.
    "check-unit-differs": """
        SELECT u.hwid AS unit, u.own_identity AS kept, COALESCE(l.identity, '') AS found
        FROM units u LEFT JOIN licenses l ON l.id = u.own_license AND l.unit_id = u.id
        WHERE u.own_identity <> COALESCE(l.identity, '')
          OR COALESCE(u.own_state, '') <> COALESCE(l.state, '')
          OR COALESCE(u.own_license, 0) <> COALESCE(l.id, 0)
          OR COALESCE(u.own_lot, 0) <> COALESCE(l.lot_id, 0)
          OR COALESCE(u.own_order, 0) <> COALESCE(l.order_id, 0)
        UNION
        SELECT u.hwid, u.own_identity, l.identity
        FROM licenses l JOIN units u ON u.id = l.unit_id
        WHERE u.own_license IS NULL OR (l.state <> 'void' AND u.own_license <> l.id)""",
    "check-audit-gap": """
        SELECT h.seq AS head, (SELECT count(*) FROM audit) AS found FROM audit_head h
        WHERE h.seq <> (SELECT count(*) FROM audit)""",
}


class CheckStore(Store):
    """The proofs behind ``ledger.check()``."""

    def findings(self) -> list[Finding]:
        """Ask every question within one moment of the ledger; empty means well."""
        with self.read() as conn:
            return [*missing_guards(conn), *_pages(conn), *_answers(conn)]

    def guards(self) -> list[Finding]:
        """Look at the guards alone."""
        with self.read() as conn:
            return list(missing_guards(conn))


def _answers(conn: Connection) -> Iterator[Finding]:
    for code, question in _QUESTIONS.items():
        rows = conn.execute(text(question)).mappings().fetchmany(MOST_NAMED)
        for row in rows:
            yield Finding(code, dict(row))


def _pages(conn: Connection) -> Iterator[Finding]:
    """Let SQLite look at its own file; PostgreSQL does that with its own tools."""
    if conn.dialect.name != "sqlite":
        return
    for words in conn.exec_driver_sql(f"PRAGMA quick_check({MOST_NAMED})").scalars():
        if words != "ok":
            yield Finding("check-file-damaged", {"detail": words})
    for row in conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_NAMED):
        yield Finding("check-link-broken", {"table": row[0], "row": row[1]})
