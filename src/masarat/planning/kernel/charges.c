/* What ride types are charged by minute of boarding: what each pays by itself, and its share, rounded
   down, of what its convoy uses in common. A use that begins before minute 0 costs what it would there. */
#include "fields.h"

static void add_use(const Charges *p, num use, num *total) {
    if (p->row[use] < 0) return;
    const num *tariff = p->tariffs + p->row[use] * p->tariff_width;
    num offset = p->offset[use], early = at_most(at_least(-offset, 0), p->width);
    for (num t = 0; t < early; t++) total[t] += tariff[0];
    for (num t = early; t < p->width; t++) total[t] += tariff[t + offset];
}

/* common / size. Processors divide numbers with a fraction several times as fast as whole ones. */
static num share(num common, num size) {
    num each = (num)((double)common / (double)size);
    while (each * size > common) each--;
    while (common - each * size >= size) each++;
    return each;
}

EXPORT num charge_rides(Charges *p) {
    for (num ride = 0; ride < p->rides; ride++) {
        num *common = p->sum, *charge = p->charge + ride * p->width;
        for (num t = 0; t < p->width; t++) {
            common[t] = p->common[ride];
            charge[t] = p->own[ride];
        }
        for (num use = p->first[ride]; use < p->first[ride + 1]; use++) {
            add_use(p, use, p->shared[use] ? common : charge);
        }
        for (num t = 0; t < p->width; t++) charge[t] += share(common[t], p->size[ride]);
    }
    return 0;
}
