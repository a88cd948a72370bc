"""The pages of the window: each asks and shows, none decides."""
