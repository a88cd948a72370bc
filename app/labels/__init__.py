"""What a label says, drawn and printed."""
