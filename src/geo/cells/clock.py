"""Clock times that name their zone, as the day that it was where the event took place."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from geo.cells.values import western

TIME_ZONES = {
    "AFG": "Asia/Kabul",
    "PAK": "Asia/Karachi",
    "IRN": "Asia/Tehran",
    "TKM": "Asia/Ashgabat",
    "UZB": "Asia/Tashkent",
    "TJK": "Asia/Dushanbe",
    "KGZ": "Asia/Bishkek",
    "CHN": "Asia/Shanghai",
}
"""The official time of each country: in all of China, Xinjiang too, that of Beijing."""
ZONED = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)? ?"
    r"(?:(Z|UTC|GMT)|([-+])(\d\d):?(\d\d)?)"
)


def is_time_zone(name: str) -> bool:
    """Return whether a name is one of the IANA time zones.

    >>> is_time_zone("Asia/Kabul"), is_time_zone("Kabul")
    (True, False)
    """
    return name in available_timezones()


def day_in(text: str, zone: str) -> str:
    """Return the day of a clock time with its zone in another, as ISO text; else the text itself.

    >>> day_in("2021-08-15T21:25:11Z", "Asia/Kabul"), day_in("2021-08-15", "Asia/Kabul")
    ('2021-08-16', '2021-08-15')
    """
    match = ZONED.fullmatch(western(text.strip()))
    if not match:
        return text
    minutes = 0 if match[6] else int(match[8]) * 60 + int(match[9] or 0)
    offset = timedelta(minutes=-minutes if match[7] == "-" else minutes)
    try:
        moment = datetime(*map(int, match.groups()[:5]), tzinfo=timezone(offset))  # type: ignore[arg-type,misc]
    except ValueError:
        return text
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def local_days(
    texts: Mapping[str, pd.Series], zones: pd.Series | None, time_zone: str
) -> tuple[dict[str, pd.Series], pd.Series]:
    """Return clock times with a zone as days of other zones, and what became of each row.

    Parameters
    ----------
    texts : mapping of str to Series
        Columns of dates as they are written, on one index.
    zones : Series, optional
        The zone of each row, null where it is not known.
    time_zone : str
        That of rows whose zone is not known; empty where it is as it is written.

    Returns
    -------
    dict of str to Series, Series
        The columns, and ``moved`` where a day became another, ``unmoved`` where no zone is known.
    """
    columns = dict(texts)
    index = next(iter(columns.values())).index
    became = pd.Series(None, index=index, dtype="str")
    known = became if zones is None else zones.astype("str")
    known = known.fillna(time_zone)
    for name, column in texts.items():
        zoned = column.str.fullmatch(ZONED).fillna(value=False).astype(bool)
        at = index[zoned & (known != "")]
        days = [day_in(text, zone) for text, zone in zip(column[at], known[at], strict=True)]
        columns[name] = column.mask(column.index.isin(at), pd.Series(days, at, dtype="str"))
        became[at[[day != text[:10] for day, text in zip(days, column[at], strict=True)]]] = "moved"
        became[index[zoned & (known == "")]] = "unmoved"
    return columns, became
