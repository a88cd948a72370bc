"""Widgets of the quality, packing, figures, people and audit pages."""
