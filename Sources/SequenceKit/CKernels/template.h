// The kernels, written once; each instruction set includes this text with
//   FUSED(a, b, c)  a * b + c on vectors, with one rounding where the instruction set can
//   LANES           floats in one register of the product
//   MOST_ROWS       rows of its largest tile
//   VECTORS(rows)   registers of outputs in a tile of so many rows; LANES * VECTORS divides CK_PANEL
// after switching its functions to the instruction set.
#include <string.h>

#define ALWAYS __attribute__((always_inline))
#define GROUP 16

typedef float group __attribute__((ext_vector_type(GROUP)));
typedef int32_t group_bits __attribute__((ext_vector_type(GROUP)));
typedef float lane __attribute__((ext_vector_type(LANES)));

static inline ALWAYS group_bits as_bits(group x) { return __builtin_bit_cast(group_bits, x); }
static inline ALWAYS group as_group(group_bits x) { return __builtin_bit_cast(group, x); }

#include "elementary.h"

static inline ALWAYS group load_group(const float *p, size_t count) {
  group v = (group)0.0f;
  if (count >= GROUP)
    memcpy(&v, p, sizeof v);
  else
    memcpy(&v, p, count * sizeof(float));
  return v;
}

static inline ALWAYS void store_group(float *p, group v, size_t count) {
  if (count >= GROUP)
    memcpy(p, &v, sizeof v);
  else
    memcpy(p, &v, count * sizeof(float));
}

static inline ALWAYS lane load_lane(const float *p, size_t column, size_t columns) {
  lane v = (lane)0.0f;
  if (column + LANES <= columns)
    memcpy(&v, p + column, sizeof v);
  else if (column < columns)
    memcpy(&v, p + column, (columns - column) * sizeof(float));
  return v;
}

static inline ALWAYS void store_lane(float *p, lane v, size_t column, size_t columns) {
  if (column + LANES <= columns)
    memcpy(p + column, &v, sizeof v);
  else if (column < columns)
    memcpy(p + column, &v, (columns - column) * sizeof(float));
}

// rows x 64 outputs of one panel; `columns` of them exist. Rows and vectors are constants where this is called, so the
// sums stay in registers over the whole of k.
static inline ALWAYS void panel_tile(
    const size_t rows, const size_t vectors, size_t inputs, size_t columns, const float *restrict x, size_t x_stride,
    const float *restrict panel, const float *start, size_t start_stride, float *y, size_t y_stride) {
  for (size_t first = 0; first < CK_PANEL && first < columns; first += LANES * vectors) {
    lane sum[MOST_ROWS][CK_PANEL / LANES];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        sum[r][v] = load_lane(start + r * start_stride, first + v * LANES, columns);
#pragma clang loop unroll(disable)
    for (size_t k = 0; k < inputs; k++) {
      const float *weights = panel + k * CK_PANEL + first;
      lane weight[CK_PANEL / LANES];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) memcpy(&weight[v], weights + v * LANES, sizeof(lane));
#pragma clang loop unroll(full)
      for (size_t r = 0; r < rows; r++) {
        lane value = (lane)x[r * x_stride + k];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) sum[r][v] = FUSED(value, weight[v], sum[r][v]);
      }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) store_lane(y + r * y_stride, sum[r][v], first + v * LANES, columns);
  }
}

static void product(
    size_t rows, size_t inputs, size_t outputs, const float *x, size_t x_stride, const float *panels,
    const float *start, size_t start_stride, float *y, size_t y_stride) {
  size_t tiles = (rows + MOST_ROWS - 1) / MOST_ROWS;
  for (size_t n = 0; n < outputs; n += CK_PANEL) {
    const float *panel = panels + n * inputs;
    size_t columns = outputs - n < CK_PANEL ? outputs - n : CK_PANEL;
    size_t r = 0;
    for (size_t t = 0; t < tiles; t++) {
      // Tiles of nearly equal height: 8 rows are 4 + 4, not 6 + 2.
      size_t height = (rows - r + tiles - t - 1) / (tiles - t);
      const float *xr = x + r * x_stride, *sr = start + r * start_stride + n;
      float *yr = y + r * y_stride + n;
#define TILE(count)                                                                                            \
  case count:                                                                                                  \
    panel_tile(count, VECTORS(count), inputs, columns, xr, x_stride, panel, sr, start_stride, yr, y_stride);   \
    break;
      switch (height) {
        TILE(1)
        TILE(2)
        TILE(3)
        TILE(4)
#if MOST_ROWS > 4
        TILE(5)
        TILE(6)
#endif
      }
#undef TILE
      r += height;
    }
  }
}

static void lstm(
    size_t rows, size_t cells, const float *gates, size_t gates_stride, const float *peepholes, float *c,
    size_t c_stride, float *h, size_t h_stride) {
  for (size_t r = 0; r < rows; r++) {
    const float *pre = gates + r * gates_stride;
    float *cr = c + r * c_stride, *hr = h + r * h_stride;
    for (size_t j = 0; j < cells; j += GROUP) {
      size_t count = cells - j;
      group before = load_group(cr + j, count);
      group i = load_group(pre + j, count), f = load_group(pre + cells + j, count);
      group g = load_group(pre + 2 * cells + j, count), o = load_group(pre + 3 * cells + j, count);
      if (peepholes) {
        i = FUSED(load_group(peepholes + j, count), before, i);
        f = FUSED(load_group(peepholes + cells + j, count), before, f);
      }
      group now = FUSED(group_sigmoid(f), before, group_sigmoid(i) * group_tanh(g));
      if (peepholes) o = FUSED(load_group(peepholes + 2 * cells + j, count), now, o);
      store_group(cr + j, now, count);
      store_group(hr + j, group_sigmoid(o) * group_tanh(now), count);
    }
  }
}

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
      sum = FUSED((group)alpha[k], group_exp(-beta[k] * (distance * distance)), sum);
    }
    memcpy(phi + u, &sum, sizeof sum);
  }
  memset(w, 0, symbols * sizeof(float));
  for (size_t u = 0; u < length; u++) w[text[u]] += phi[u];
}

static void softmax(size_t count, const float *logits, float scale, float *p) {
  float largest = logits[0];
  for (size_t i = 1; i < count; i++) largest = logits[i] > largest ? logits[i] : largest;
  group sums = (group)0.0f;
  for (size_t i = 0; i < count; i += GROUP) {
    group value = group_exp((load_group(logits + i, count - i) - largest) * scale);
    if (count - i < GROUP)
      for (size_t j = count - i; j < GROUP; j++) value[j] = 0.0f;
    sums += value;
    store_group(p + i, value, count - i);
  }
  float sum = 0.0f;
  for (int j = 0; j < GROUP; j++) sum += sums[j];
  for (size_t i = 0; i < count; i += GROUP) store_group(p + i, load_group(p + i, count - i) / sum, count - i);
}

#define TABLE {product, lstm, window, softmax, vector_exp, vector_sigmoid, vector_tanh}
