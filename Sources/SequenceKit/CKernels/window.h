// Elementary functions over arrays, and the soft window; included by template.h.
static void vector_exp(size_t count, const float *x, float *y) {
  for (size_t i = 0; i < count; i += GROUP) store_group(y + i, group_exp(load_group(x + i, count - i)), count - i);
}

static void vector_sigmoid(size_t count, const float *x, float *y) {
  for (size_t i = 0; i < count; i += GROUP)
    store_group(y + i, group_sigmoid(load_group(x + i, count - i)), count - i);
}

static void vector_tanh(size_t count, const float *x, float *y) {
  for (size_t i = 0; i < count; i += GROUP) store_group(y + i, group_tanh(load_group(x + i, count - i)), count - i);
}

static void window(
    size_t components, float *parameters, float *kappa, size_t length, const int32_t *text, float *phi,
    size_t symbols, float *w) {
  vector_exp(3 * components, parameters, parameters);
  const float *alpha = parameters, *beta = alpha + components, *advance = beta + components;
  for (size_t k = 0; k < components; k++) kappa[k] += advance[k];
  for (size_t u = 0; u <= length; u += GROUP) {
    group position;
    for (int j = 0; j < GROUP; j++) position[j] = (float)(u + (size_t)j + 1);
    group sum = (group)0.0f;
    for (size_t k = 0; k < components; k++) {
      group distance = (group)kappa[k] - position;
      sum = fused((group)alpha[k], group_exp(-beta[k] * (distance * distance)), sum);
    }
    memcpy(phi + u, &sum, sizeof sum);
  }
  memset(w, 0, symbols * sizeof(float));
  for (size_t u = 0; u < length; u++) w[text[u]] += phi[u];
}
