"""Slots, threads, hot-plug, triggers: when, where and on which thread."""
