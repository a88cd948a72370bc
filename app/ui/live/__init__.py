"""The real services of the window, over the workflows and the station."""
