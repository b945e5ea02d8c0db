// Random numbers as a function of (key, index): nothing is carried over, so a run that is resumed draws what it would
// have drawn, and a mask can be made again instead of being kept.
#pragma once
#include <stdint.h>

// Two rounds of multiply and shift over a 32-bit counter, each with its half of the key.
static inline uint32_t ct_random_bits(uint64_t key, uint32_t index) {
  uint32_t x = index * 0x9e3779b1u + (uint32_t)key;
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  x += (uint32_t)(key >> 32);
  x ^= x >> 17;
  x *= 0xed5ad4bbu;
  x ^= x >> 11;
  x *= 0xac4c1b51u;
  x ^= x >> 15;
  return x;
}

// In (0, 1), 24 bits.
static inline float ct_random_uniform(uint32_t bits) { return ((float)(int32_t)(bits >> 8) + 0.5f) * 0x1p-24f; }
