"""The errors that Borderwatch raises: one named class for each thing a user can mend."""


class BorderwatchError(Exception):
    """Base of all errors whose message is written for the user.

    Examples
    --------
    >>> import geo
    >>> try:
    ...     geo.read_units(level="village")
    ... except geo.BorderwatchError as error:
    ...     print(error)
    No level is called 'village'. Known: country, province, district.
    """


class FileFault(BorderwatchError):
    """A whole file cannot be used: missing, empty, truncated, not of a known format."""


class SchemaFault(BorderwatchError):
    """A frame lacks columns or holds values that no row can be saved from."""


class CrsMismatch(BorderwatchError):
    """Two frames, or a frame and its schema, are not in the same coordinate system."""


class UnknownName(BorderwatchError):
    """A unit, place, border segment, zone or layer with this name is not known."""


class ViewFault(BorderwatchError):
    """A view cannot be built: reversed window, empty extent, unknown layer."""


class PeriodFault(BorderwatchError):
    """Periods cannot be used: reversed, overlapping, outside the data, of an unknown length."""


class PageFault(BorderwatchError):
    """A page of a briefing cannot be made: a title too long, an unknown kind, a broken spec."""


class ColumnFault(BorderwatchError):
    """A number is too large for the column of the map document that would hold it."""


class AssetMissing(BorderwatchError):
    """A browser asset (Leaflet) is not installed."""
