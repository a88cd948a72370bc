"""Speed, as ratios within one run; ``make bench`` prints the table. Nothing here is a test."""
