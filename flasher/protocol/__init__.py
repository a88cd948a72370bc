"""Bytes to messages and back for the TuyaOpen console; pure, no I/O, no clock.

The chain, each link fed by the one before it: :mod:`.noise` takes colours and log lines out of the
stream, :mod:`.console` makes lines, prompts and erasures of what is left, :mod:`.wake` and
:mod:`.exchange` recognise a clean prompt and a whole reply, :mod:`.replies` reads its meaning.
"""
