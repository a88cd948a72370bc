"""What becomes of the file after the import: kept with the lot, deleted, both or neither."""

from PySide6.QtWidgets import QCheckBox, QWidget

from app.ui.views_lots import ImportQuestion
from app.ui.widgets.panel import Panel, card, column, scrolling


class FileWishes(Panel):
    """Two ticks, each with an honest word about what it promises."""

    def __init__(self) -> None:
        super().__init__()
        self.keep, self.shred = QCheckBox(), QCheckBox()
        self.say(lambda: self.keep.setText(self.tr("Keep the file with the lot, encrypted")))
        self.say(
            lambda: self.shred.setText(self.tr("Overwrite and delete the original after import"))
        )
        honest = self.label(
            lambda: self.tr(
                "On a magnetic disk the content is gone then. On an SSD, in a synchronised folder, "
                "in a backup, in the browser's downloads or in the mail that brought it, copies "
                "may remain; no program can promise otherwise. Who must be sure encrypts the "
                "whole drive."
            ),
            "muted",
            wrap=True,
        )
        kept = self.label(
            lambda: self.tr("It can be taken out again by whoever may; that is on record."),
            "muted",
            wrap=True,
        )
        body = QWidget()
        body.setLayout(
            column(
                card(self.label(lambda: self.tr("Keep it"), "heading"), self.keep, kept, gap=8),
                card(
                    self.label(lambda: self.tr("Delete it"), "heading"), self.shred, honest, gap=8
                ),
                1,
                gap=12,
            )
        )
        self.setLayout(column(scrolling(body)))

    def show_question(self, question: ImportQuestion) -> None:
        """Show what a question wishes."""
        self.keep.setChecked(question.keep_source)
        self.shred.setChecked(question.shred)
