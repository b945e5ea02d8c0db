#include <math.h>
#include <string.h>

#include "CTraining.h"
#include "elementary.h"
#include "random.h"
#include "wide.h"

// ln x for x in (0, 1], by the exponent and a polynomial of the mantissa around 1; absolute error below 1e-6.
static inline float log_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  // The mantissa lies in [sqrt(1/2), sqrt(2)).
  int32_t exponent = (int32_t)(bits - 0x3f3504f3u) >> 23;
  bits -= (uint32_t)exponent << 23;
  float m;
  memcpy(&m, &bits, 4);
  float t = (m - 1.0f) / (m + 1.0f), s = t * t;
  float series = t * (2.0f + s * (0.666666667f + s * (0.4f + s * (0.285714286f + s * 0.222222222f))));
  return (float)exponent * 0.693147181f + series;
}

// sin and cos of 2 pi u for u in (0, 1), by Taylor polynomials over a quarter turn; absolute error below 1e-6.
static inline void turn(float u, float *sine, float *cosine) {
  float quarter = (float)(int32_t)(u * 4.0f + 0.5f);
  float x = (u * 4.0f - quarter) * 1.57079633f, s = x * x;
  float sn = x * (1.0f + s * (-0.166666667f + s * (8.33333333e-3f + s * (-1.98412698e-4f + s * 2.75573192e-6f))));
  float cs = 1.0f + s * (-0.5f + s * (4.16666667e-2f + s * (-1.38888889e-3f + s * 2.48015873e-5f)));
  int32_t q = (int32_t)quarter & 3;
  float a = q & 1 ? cs : sn, b = q & 1 ? sn : cs;
  *sine = q & 2 ? -a : a;
  *cosine = (q + 1) & 2 ? -b : b;
}

// Box and Muller: two uniform numbers make two standard normal ones, kept `half` apart.
static inline void normals(uint64_t key, size_t index, float *first, float *second) {
  float u = ct_random_uniform(ct_random_bits(key, (uint32_t)(2 * index)));
  float v = ct_random_uniform(ct_random_bits(key, (uint32_t)(2 * index + 1)));
  float radius = sqrtf(-2.0f * log_of(u)), sine, cosine;
  turn(v, &sine, &cosine);
  *first = radius * cosine;
  *second = radius * sine;
}

CT_WIDE void ct_add_noise(
    float *restrict target, const float *restrict weights, float deviation, size_t count, uint64_t key) {
  size_t half = (count + 1) / 2;
  for (size_t i = 0; i < count - half; i++) {
    float a, b;
    normals(key, i, &a, &b);
    target[i] = weights[i] + deviation * a;
    target[half + i] = weights[half + i] + deviation * b;
  }
  if (count % 2) {
    float a, b;
    normals(key, half - 1, &a, &b);
    target[half - 1] = weights[half - 1] + deviation * a;
  }
}

CT_WIDE void ct_add_scaled_noise(
    float *restrict target, const float *restrict weights, const float *restrict log_deviation, size_t count, uint64_t key) {
  size_t half = (count + 1) / 2;
  for (size_t i = 0; i < count - half; i++) {
    float a, b;
    normals(key, i, &a, &b);
    target[i] = weights[i] + ct_exp(log_deviation[i]) * a;
    target[half + i] = weights[half + i] + ct_exp(log_deviation[half + i]) * b;
  }
  if (count % 2) {
    float a, b;
    normals(key, half - 1, &a, &b);
    target[half - 1] = weights[half - 1] + ct_exp(log_deviation[half - 1]) * a;
  }
}

CT_WIDE void ct_deviation_gradient(
    float *restrict target, const float *restrict gradient, const float *restrict noisy, const float *restrict weights,
    size_t count) {
  for (size_t i = 0; i < count; i++) target[i] += gradient[i] * (noisy[i] - weights[i]);
}

CT_WIDE void ct_prior(
    const float *restrict weights, const float *restrict log_deviation, size_t count, double *mean, double *variance) {
#pragma clang fp reassociate(on)
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += (double)weights[i];
  double centre = sum / (double)count;
  for (size_t i = 0; i < count; i++) {
    double away = (double)weights[i] - centre;
    squares += away * away + (double)ct_exp(2.0f * log_deviation[i]);
  }
  *mean = centre;
  *variance = squares / (double)count;
}

CT_WIDE double ct_description_length(
    const float *restrict weights, const float *restrict log_deviation, size_t count, double mean, double variance) {
#pragma clang fp reassociate(on)
  double sum = 0, half_log = 0.5 * log(variance);
  for (size_t i = 0; i < count; i++) {
    double away = (double)weights[i] - mean;
    sum += half_log - (double)log_deviation[i] + ((double)ct_exp(2.0f * log_deviation[i]) + away * away) / (2 * variance) - 0.5;
  }
  return sum;
}

CT_WIDE void ct_description_gradient(
    float *restrict gradient, float *restrict deviation_gradient, const float *restrict weights,
    const float *restrict log_deviation, size_t count, float mean, float variance, float scale) {
  float inverse = 1.0f / variance;
  for (size_t i = 0; i < count; i++) {
    gradient[i] += scale * (weights[i] - mean) * inverse;
    deviation_gradient[i] += scale * (ct_exp(2.0f * log_deviation[i]) * inverse - 1.0f);
  }
}

CT_WIDE void ct_dropout_mask(float *restrict mask, size_t count, float rate, uint64_t key) {
  float kept = 1.0f / (1.0f - rate);
  for (size_t i = 0; i < count; i++)
    mask[i] = ct_random_uniform(ct_random_bits(key, (uint32_t)i)) < rate ? 0.0f : kept;
}

CT_WIDE void ct_drop(float *target, const float *source, size_t count, float rate, uint64_t key) {
  float kept = 1.0f / (1.0f - rate);
  for (size_t i = 0; i < count; i++)
    target[i] = ct_random_uniform(ct_random_bits(key, (uint32_t)i)) < rate ? 0.0f : kept * source[i];
}

CT_WIDE void ct_drop_gradient(float *restrict gradient, size_t count, float rate, uint64_t key) {
  float kept = 1.0f / (1.0f - rate);
  for (size_t i = 0; i < count; i++)
    gradient[i] = ct_random_uniform(ct_random_bits(key, (uint32_t)i)) < rate ? 0.0f : kept * gradient[i];
}

CT_WIDE void ct_multiply_rows(
    int rows, int columns, const float *source, int source_stride, const float *mask, int mask_stride, float *target,
    int target_stride) {
  for (int r = 0; r < rows; r++) {
    const float *from = source + (size_t)r * source_stride, *factor = mask + (size_t)r * mask_stride;
    float *to = target + (size_t)r * target_stride;
    for (int j = 0; j < columns; j++) to[j] = from[j] * factor[j];
  }
}
