// exp, sigmoid and tanh as short polynomials that the compiler turns into vector code; relative error below 2e-7 for
// exp. The trainer needs speed and smoothness here; the serving kernels have functions of their own with fixed bits.
#pragma once
#include <stdint.h>
#include <string.h>

static inline float ct_exp(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  float shifted = x * 1.44269504f + 12582912.0f;
  float n = shifted - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits;
  memcpy(&bits, &p, 4);
  // What is not a number goes through p; as an integer it would be undefined.
  bits += (int32_t)(n == n ? n : 0.0f) * (1 << 23);
  memcpy(&p, &bits, 4);
  return p;
}

static inline float ct_sigmoid(float x) { return 1.0f / (1.0f + ct_exp(-x)); }

static inline float ct_tanh(float x) {
  float bounded = x > 15.0f ? 15.0f : (x < -15.0f ? -15.0f : x);
  float large = 1.0f - 2.0f / (1.0f + ct_exp(2.0f * bounded));
  float s = bounded * bounded;
  float small = bounded * (1.0f + s * (-0.333333333f + s * (0.133333333f - s * 0.053968254f)));
  return s < 0.01f ? small : large;
}
