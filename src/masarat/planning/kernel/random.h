/* Random numbers that are the same on every machine: splitmix64 (Steele, Lea, Flood 2014). */
#ifndef MASARAT_RANDOM_H
#define MASARAT_RANDOM_H

#include "fields.h"

static inline uint64_t next_random(num *state) {
    uint64_t z = (uint64_t)(*state = (num)((uint64_t)*state + 0x9E3779B97F4A7C15u));
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline num below(num *state, num n) {
    return n > 0 ? (num)(next_random(state) % (uint64_t)n) : 0;
}

/* Evenly from [0, 1). */
static inline double chance(num *state) {
    return (double)(next_random(state) >> 11) / 9007199254740992.0;
}

#endif
