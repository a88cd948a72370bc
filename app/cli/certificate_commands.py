"""``keywright certificate``: what a closed order's customer gets, and how it is checked."""

import argparse
from pathlib import Path

from app.cli.opening import opened
from app.cli.output import Output
from app.texts import Texts
from app.workflows.order_closing import issue_certificate, verify_certificate


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    texts: Texts,
) -> None:
    """Add ``certificate issue|verify``."""
    group = commands.add_parser("certificate", help=texts.text("cli-certificate"))
    acts = group.add_subparsers(metavar="ACT", required=True)
    issue = acts.add_parser("issue", parents=[shared], help=texts.text("cli-certificate-issue"))
    issue.add_argument("order")
    issue.add_argument("--folder", type=Path, required=True, metavar="DIR")
    issue.set_defaults(run=run_issue)
    verify = acts.add_parser("verify", parents=[shared], help=texts.text("cli-certificate-verify"))
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=run_verify)


def run_issue(options: argparse.Namespace, output: Output) -> int:
    """Write the certificate of a closed order."""
    with opened(options, output.texts) as services:
        made = issue_certificate(services, options.order, options.folder, output.texts)
    record = {
        "order": options.order,
        "json": str(made.json_file),
        "pdf": str(made.pdf_file),
        "pdf_signature": str(made.pdf_signature),
        "passed": made.document["passed"],
        "list_sha256": made.document["list_sha256"],
    }
    output.result(record, output.texts.text("cli-certificate-issued", **record))
    return 0


def run_verify(options: argparse.Namespace, output: Output) -> int:
    """Check a certificate; exit 2 where it is not what this ledger signed."""
    with opened(options, output.texts) as services:
        document = verify_certificate(services, options.file)
    words = output.texts.text("cli-certificate-sound", file=options.file.name)
    output.result({"sound": True, "document": document}, words)
    return 0
