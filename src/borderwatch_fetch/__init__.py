"""Event data and boundaries from the sources' own servers, beside the library, which needs none.

The way of a fetch: :mod:`sources` says whom to ask and how fast, :mod:`credentials` with what
right, :mod:`client` asks politely and within bounds, one module for each source knows its pages,
:mod:`pages` keeps each as it came, and :mod:`fetch` reads them with the library's import, sets them
against what was fetched before, and says what is new, changed and withdrawn.

Comes in: a source, countries, days.
Goes out: valid events of :mod:`geo`, with what changed since the last time.

Others may use :func:`borderwatch_fetch.fetch.fetch_events`,
:func:`borderwatch_fetch.boundaries.fetch_boundaries` and what they return.
"""
