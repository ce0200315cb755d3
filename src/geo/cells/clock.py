"""Clock times that name their zone, as the day that it was where the event took place."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

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
