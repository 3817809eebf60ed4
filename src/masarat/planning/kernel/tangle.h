/* Many numbers as one: what differs gives, but for one chance in 2^64, different ones. */
#ifndef MASARAT_TANGLE_H
#define MASARAT_TANGLE_H

#include "fields.h"

/* The numbers in this order, after what `seed` stands for. */
static inline uint64_t tangled(uint64_t seed, const num *numbers, num count) {
    uint64_t sum = seed, power = 1;
    for (num k = 0; k < count; k++) {
        power *= 0x9E3779B97F4A7C15u;
        sum += (uint64_t)numbers[k] * power;
    }
    sum = (sum ^ (sum >> 30)) * 0xBF58476D1CE4E5B9u;
    return sum ^ (sum >> 31);
}

#endif
