#include "resources.h"

/* Earliest minute >= start from which `length` minutes fit into one of the sorted windows. */
num in_window(const num *windows, num width, num start, num length) {
    for (num w = 0; w < width && windows[2 * w] < FAR; w++) {
        num begin = at_least(start, windows[2 * w]);
        if (begin + length <= windows[2 * w + 1] && begin < windows[2 * w + 1]) return begin;
    }
    return FAR;
}

/* Earliest minute >= start from which `length` minutes of movement meet no suspension. */
num past_suspensions(const Static *s, num start, num length) {
    for (num k = 0; k < s->suspension_width && length > 0; k++) {
        num begin = s->suspensions[2 * k], until = s->suspensions[2 * k + 1];
        if (begin >= FAR || start + length <= begin) break;
        if (start < until) start = until;
    }
    return start;
}

/* Earliest minute >= start at which nobody is inspected for `length` minutes. */
static num past_busy(const num *busy, num count, num start, num length) {
    num low = 0, high = count;
    while (low < high) {
        num middle = (low + high) / 2;
        if (busy[2 * middle + 1] <= start) low = middle + 1;
        else high = middle;
    }
    for (; low < count && busy[2 * low] < start + length; low++) start = busy[2 * low + 1];
    return start;
}

num past_inspections(const Static *s, const Work *w, num q, num start, num length) {
    start = in_window(s->q_windows + q * s->q_window_width * 2, s->q_window_width, start, length);
    if (start >= FAR) return FAR;
    return past_busy(w->busy + q * w->busy_capacity * 2, w->busy_count[q], start, length);
}

/* Earliest entry >= start that keeps `headway` minutes from every other entry. */
num past_headway(const num *entries, num count, num start, num headway) {
    num row = count;
    while (row > 0 && entries[2 * row - 2] > start - headway) row--;
    for (; row < count && entries[2 * row] < start + headway; row++) {
        start = entries[2 * row] + headway;
    }
    return start;
}

/* Earliest entry >= start with at most `per_hour` vehicles in any 60 minutes around it. */
num past_hour_limit(const num *entries, num count, num start, num vehicles, num per_hour) {
    for (;;) {
        num row = count, moved = 0;
        while (row > 0 && entries[2 * row - 2] > start - 60) row--;
        for (; row < count && entries[2 * row] <= start && !moved; row++) {
            num total = vehicles;
            for (num k = row; k < count && entries[2 * k] < entries[2 * row] + 60; k++) {
                total += entries[2 * k + 1];
            }
            if (total > per_hour) {
                start = entries[2 * row] + 60;
                moved = 1;
            }
        }
        if (moved) continue;
        num total = vehicles;
        for (num k = row; k < count && entries[2 * k] < start + 60 && !moved; k++) {
            total += entries[2 * k + 1];
            if (total > per_hour) {
                start = entries[2 * k] + 1;
                moved = 1;
            }
        }
        if (!moved) return start;
    }
}

/* Earliest departure >= start after which the sums of a tie never exceed `limit` when `amount`
   is added; FAR when there is none with the departures known so far. `totals`: the sum after each. */
num past_tie(const num *times, const num *totals, num count, num start, num amount, num limit) {
    if (amount <= 0) return start;
    num event = count;
    while (event > 0 && totals[event - 1] + amount <= limit && times[event - 1] > start) event--;
    num total = event > 0 ? totals[event - 1] : 0;
    if (total + amount <= limit) return start;
    return event == count ? FAR : times[event];
}

/* A profile says how many are in use from when on: rows (minute, level), sorted, the first at -FAR. */

/* The last row at or before a minute. Most are looked for near the end. */
static num profile_row(const num *profile, num count, num minute) {
    num high = count - 1, step = 1;
    while (high - step > 0 && profile[2 * (high - step)] > minute) {
        high -= step;
        step *= 2;
    }
    num low = at_least(high - step, 0);
    while (low < high) {
        num middle = (low + high + 1) / 2;
        if (profile[2 * middle] <= minute) low = middle;
        else high = middle - 1;
    }
    return low;
}

/* Earliest minute >= start from which the level stays below `limit` for `length` minutes. */
num past_profile(const num *profile, num count, num start, num length, num limit) {
    for (num row = profile_row(profile, count, start); row < count; row++) {
        if (profile[2 * row] >= start + length) return start;
        if (profile[2 * row + 1] < limit) continue;
        if (row + 1 == count) return FAR;
        start = at_least(start, profile[2 * row + 2]);
    }
    return start;
}

/* The highest level during [start, until). */
num most_in_profile(const num *profile, num count, num start, num until) {
    num row = profile_row(profile, count, start), most = profile[2 * row + 1];
    for (row++; row < count && profile[2 * row] < until; row++) most = at_least(most, profile[2 * row + 1]);
    return most;
}

/* Make a row at `minute`; return the new number of rows. */
static num split_profile(num *profile, num count, num minute) {
    num row = profile_row(profile, count, minute);
    if (profile[2 * row] == minute) return count;
    for (num k = count; k > row + 1; k--) {
        profile[2 * k] = profile[2 * k - 2];
        profile[2 * k + 1] = profile[2 * k - 1];
    }
    profile[2 * row + 2] = minute;
    profile[2 * row + 3] = profile[2 * row + 1];
    return count + 1;
}

/* Drop the row at `minute` if it changes nothing; return the new number of rows. */
static num merge_profile(num *profile, num count, num minute) {
    num row = profile_row(profile, count, minute);
    if (row == 0 || profile[2 * row + 1] != profile[2 * row - 1]) return count;
    for (num k = row; k < count - 1; k++) {
        profile[2 * k] = profile[2 * k + 2];
        profile[2 * k + 1] = profile[2 * k + 3];
    }
    return count - 1;
}

/* Add `change` to the level during [start, until); return the new number of rows. */
num add_to_profile(num *profile, num count, num start, num until, num change) {
    if (until <= start) return count;
    count = split_profile(profile, count, start);
    count = split_profile(profile, count, until);
    for (num row = profile_row(profile, count, start); profile[2 * row] < until; row++) {
        profile[2 * row + 1] += change;
    }
    count = merge_profile(profile, count, until);
    return merge_profile(profile, count, start);
}

/* Insert a pair into rows sorted by their first number. */
void insert_pair(num *table, num count, num first, num second) {
    num place = count;
    for (; place > 0 && table[2 * place - 2] > first; place--) {
        table[2 * place] = table[2 * place - 2];
        table[2 * place + 1] = table[2 * place - 1];
    }
    table[2 * place] = first;
    table[2 * place + 1] = second;
}

/* Remove a pair that insert_pair put in. */
void remove_pair(num *table, num count, num first, num second) {
    num place = count - 1;
    while (place > 0 && (table[2 * place] != first || table[2 * place + 1] != second)) place--;
    for (; place < count - 1; place++) {
        table[2 * place] = table[2 * place + 2];
        table[2 * place + 1] = table[2 * place + 3];
    }
}
