"""How bytes reach a board: links, ports, and the transcript of what went over them."""
