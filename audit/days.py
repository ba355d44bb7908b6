"""Dates as people and spreadsheets write them, as ISO 8601."""

from __future__ import annotations

import datetime
import re
import unicodedata

_DAY = r"(?P<y>\d{4})(?:\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?|(?P<md>\d{4}))"
_TIME = r"(?:[T\s]\s*(?P<time>\d{1,2}:\d{2}.*))?"
_WRITTEN = re.compile(_DAY + _TIME)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime.datetime(1899, 12, 30)  # day 0 of a spreadsheet, as of March 1900
_FIRST, _LAST = 36526, 73050  # 2000-01-01 and 2099-12-31


def day_of(text: str) -> str | None:
    """Return a day, with its time if one is told, as ISO 8601; None if the text is no date.

    >>> day_of("2025/1/5"), day_of("2025年1月5日"), day_of("45662"), day_of("2025.1.5 8:30")
    ('2025-01-05', '2025-01-05', '2025-01-05', '2025-01-05T08:30')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(plain) and _FIRST <= float(plain) < _LAST + 1:
        # what a spreadsheet keeps of a date when the cell is not formatted as one
        moment = _EPOCH + datetime.timedelta(minutes=round(float(plain) * 24 * 60))
        return _iso(moment)
    found = _WRITTEN.fullmatch(plain)
    if not found:
        return None
    month, day = (found["m"], found["d"]) if found["m"] else (found["md"][:2], found["md"][2:])
    try:
        date = datetime.date(int(found["y"]), int(month), int(day)).isoformat()
        if not found["time"]:
            return date
        time = found["time"].strip().zfill(len(found["time"].strip()) + (found["time"][1] == ":"))
        datetime.time.fromisoformat(time)
    except ValueError:
        return None
    return f"{date}T{time}"


def _iso(moment: datetime.datetime) -> str:
    midnight = moment.time() == datetime.time()
    return moment.date().isoformat() if midnight else moment.isoformat(timespec="minutes")


def shown_day(value: datetime.date | datetime.datetime) -> str:
    """Return a date that a workbook holds as text; midnight is no time of day.

    >>> shown_day(datetime.datetime(2025, 1, 5))
    '2025-01-05'
    """
    return _iso(value) if isinstance(value, datetime.datetime) else value.isoformat()


def day_of_year(text: str) -> tuple[int, int] | None:
    """Return month and day of a date without a year, None if there is none such every year.

    >>> day_of_year("1月28日"), day_of_year("01-28"), day_of_year("2-29")
    ((1, 28), (1, 28), None)
    """
    day = day_of(f"2001-{text}")  # of a year without a 29 February
    return (int(day[5:7]), int(day[8:10])) if day and len(day) == len("2001-01-28") else None
