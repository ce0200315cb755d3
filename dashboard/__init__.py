"""The Borderwatch app: pages, widgets, state and caching; no geography in it."""
