"""Files to license drafts, with every problem named."""
