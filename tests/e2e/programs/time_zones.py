"""Daylight saving in several zones, dates, durations, formats and calendars."""

import calendar
import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

for name in ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "UTC"):
    zone = ZoneInfo(name)
    winter, summer = (datetime(2024, month, 15, 12, tzinfo=UTC).astimezone(zone) for month in (1, 7))
    print(name, winter.isoformat(), winter.tzname(), summer.isoformat(), summer.tzname(), summer.dst())
zurich = ZoneInfo("Europe/Zurich")
for fold in (0, 1):
    print(datetime(2024, 10, 27, 2, 30, fold=fold, tzinfo=zurich).astimezone(UTC))
gap = datetime(2024, 3, 31, 2, 30, tzinfo=zurich)
print(gap.astimezone(UTC).astimezone(zurich), datetime(1900, 1, 1, tzinfo=ZoneInfo("Europe/Paris")).utcoffset())
try:
    ZoneInfo("Europe/Atlantis")
except ZoneInfoNotFoundError as exc:
    print(exc)
moment = datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30), "IST"))
print(moment, moment.strftime("%A %d %B %Y %H:%M:%S.%f %z %Z %j %U"), moment.timestamp(), repr(moment))
print(datetime.strptime("3 Mar 2024 4:05 PM +0200", "%d %b %Y %I:%M %p %z"), date.fromisoformat("2024-W09-4"))
print(date(2024, 2, 29) + timedelta(days=366), date(2024, 12, 30).isocalendar(), timedelta(seconds=-1), timedelta(days=1) / 7)
print(tuple(map(int, calendar.monthrange(2024, 2))), calendar.isleap(1900), calendar.month(2024, 2))
print(time.gmtime(0)[:6], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1e9)), time.tzname, time.timezone)
