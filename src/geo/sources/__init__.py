"""The sources that analysts use: how each is recognised, and how its rows become events."""
