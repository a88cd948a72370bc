"""The tables of printing that came after the first schema: printers, and who prints where.

They follow the rules of :mod:`app.ledger.tables`; print jobs, designs and serial numbers are there.
"""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text

from app.ledger.tables import Id, metadata, print_jobs

printers = Table(
    "printers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("settings", Text, nullable=False),  # JSON
    Column("saved_at", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("retired_at", Text),
    UniqueConstraint("name"),
)

slot_printers = Table(
    "slot_printers",
    metadata,
    Column("station", Text, primary_key=True),
    Column("slot", Text, primary_key=True),  # "*": every slot without one of its own
    Column("printer", Text, nullable=False),
)

_ORIGINAL = "copy_no = 1 AND license_id IS NOT NULL AND state <> 'void'"
_OF_PACKAGE = "copy_no = 1 AND package_id IS NOT NULL AND state <> 'void'"
_OF_LICENSE = "license_id IS NOT NULL"
_IN_WORK = "run_id IS NOT NULL"

# A label printed before its unit exists names a license alone; it is the original all the same.
Index(
    "ux_print_jobs_license",
    print_jobs.c.license_id,
    print_jobs.c.design,
    unique=True,
    sqlite_where=text(_ORIGINAL),
    postgresql_where=text(_ORIGINAL),
)
Index(
    "ux_print_jobs_package",
    print_jobs.c.package_id,
    print_jobs.c.design,
    unique=True,
    sqlite_where=text(_OF_PACKAGE),
    postgresql_where=text(_OF_PACKAGE),
)
Index(
    "ix_print_jobs_license",
    print_jobs.c.license_id,
    sqlite_where=text(_OF_LICENSE),
    postgresql_where=text(_OF_LICENSE),
)
Index(
    "ix_print_jobs_run",
    print_jobs.c.run_id,
    sqlite_where=text(_IN_WORK),
    postgresql_where=text(_IN_WORK),
)
