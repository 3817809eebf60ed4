// Minutes from the scenario's start as local dates and times.

const startOfClock = Date.parse(data.local + "Z");

function offsetAt(minute) {
  let offset = data.offsets[0][1];
  for (const [from, ahead] of data.offsets) if (from <= minute) offset = ahead;
  return offset;
}

// A Date whose UTC fields are the local ones.
function local(minute) {
  return new Date(startOfClock + (minute + offsetAt(minute) - data.offsets[0][1]) * 60000);
}

function timeOfDay(minute) {
  const moment = local(minute);
  const two = (n) => String(n).padStart(2, "0");
  return two(moment.getUTCHours()) + ":" + two(moment.getUTCMinutes());
}

function day(minute) {
  const moment = local(minute);
  const month = data.words["month_short_" + (moment.getUTCMonth() + 1)];
  return text("date_day", { day: moment.getUTCDate(), month });
}

function dateTime(minute) {
  const weekday = data.words["weekday_short_" + (local(minute).getUTCDay() || 7)];
  return text("date_time_short", { weekday, date: day(minute), time: timeOfDay(minute) });
}

// Minutes of local midnights in [from, until].
function midnights(from, until) {
  const first = local(0);
  const sinceMidnight = first.getUTCHours() * 60 + first.getUTCMinutes();
  const found = [];
  for (let d = Math.ceil((from + sinceMidnight) / 1440); ; d += 1) {
    const minute = d * 1440 - sinceMidnight;
    if (minute > until) return found;
    found.push(minute);
  }
}
