#include <math.h>

#include "CTraining.h"
#include "wide.h"

CT_WIDE double ct_squared_norm(const float *values, size_t count) {
#pragma clang fp reassociate(on)
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)values[i] * (double)values[i];
  return sum;
}

CT_WIDE void ct_add(float *restrict target, const float *restrict addend, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] += addend[i];
}

CT_WIDE void ct_scale(float *restrict target, float value, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] *= value;
}

CT_WIDE void ct_average(float *restrict average, const float *restrict weights, float decay, size_t count) {
  for (size_t i = 0; i < count; i++) average[i] += (1 - decay) * (weights[i] - average[i]);
}

CT_WIDE void ct_adam(
    float *restrict weights, const float *restrict gradient, float *restrict first, float *restrict second, size_t count,
    float rate, float beta1, float beta2, float epsilon, float scale) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i] * scale;
    first[i] = beta1 * first[i] + (1 - beta1) * g;
    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
    weights[i] -= rate * first[i] / (sqrtf(second[i]) + epsilon);
  }
}

CT_WIDE void ct_rmsprop(
    float *restrict weights, const float *restrict gradient, float *restrict squares, float *restrict means,
    float *restrict steps, size_t count, float rate, float decay, float momentum, float epsilon, float scale) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i] * scale;
    squares[i] = decay * squares[i] + (1 - decay) * g * g;
    means[i] = decay * means[i] + (1 - decay) * g;
    steps[i] = momentum * steps[i] - rate * g / sqrtf(squares[i] - means[i] * means[i] + epsilon);
    weights[i] += steps[i];
  }
}

CT_WIDE void ct_sgd(
    float *restrict weights, const float *restrict gradient, float *restrict steps, size_t count, float rate, float momentum,
    float scale) {
  for (size_t i = 0; i < count; i++) {
    steps[i] = momentum * steps[i] - rate * scale * gradient[i];
    weights[i] += steps[i];
  }
}

CT_WIDE void ct_add_squares(float *restrict sums, const float *restrict gradient, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += gradient[i] * gradient[i];
}

CT_WIDE void ct_adapt(
    float *restrict weights, const float *restrict gradient, const float *restrict trained, const float *restrict rates,
    const float *restrict pulls, size_t count, float scale) {
  for (size_t i = 0; i < count; i++) {
    weights[i] += pulls[i] * (trained[i] - weights[i]) - scale * rates[i] * gradient[i];
  }
}
