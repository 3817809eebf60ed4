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

// The first minute at which the clock reads `ahead` minutes after its reading at the start, or later
// where it is put forward over that.
function minuteOfReading(ahead) {
  const at = data.offsets.map(([from, offset], i) => (
    Math.max(i ? from : -Infinity, ahead - offset + data.offsets[0][1])));
  return at.find((minute, i) => minute < (data.offsets[i + 1] || [Infinity])[0]);
}

// Minutes in [from, until] at which the clock reads a multiple of `step` minutes after midnight.
function readings(step, from, until) {
  const first = local(0);
  const sinceMidnight = first.getUTCHours() * 60 + first.getUTCMinutes();
  const found = new Set();
  const day = 1440; // no clock is put back or forward by more
  for (let n = Math.floor((from + sinceMidnight - day) / step); ; n += 1) {
    const minute = minuteOfReading(n * step - sinceMidnight);
    if (minute > until) return [...found];
    if (minute >= from) found.add(minute);
  }
}

function midnights(from, until) {
  return readings(1440, from, until);
}
