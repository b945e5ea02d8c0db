// Products and LSTM steps over tiles; included by template.h.
#define FLOAT_CASE(count_of_rows, is_bf16)                                                             \
  case count_of_rows:                                                                                  \
    float_tile(count_of_rows, is_bf16, weights, p, parts, count, row, starts, y, y_stride);            \
    return;
#define INT8_CASE(count_of_rows)                                                                       \
  case count_of_rows:                                                                                  \
    int8_tile(count_of_rows, weights, p, parts, count, row, row_scales, starts, y, y_stride);          \
    return;

static void tile(
    size_t rows, const ck_weights *weights, size_t p, const ck_part *parts, size_t count, size_t row,
    const float *row_scales, const float *const *starts, float *y, size_t y_stride) {
  if (weights->precision == CK_INT8) {
    switch (rows) {
      INT8_CASE(1)
      INT8_CASE(2)
#if MOST_ROWS_INT8 > 2
      INT8_CASE(3)
      INT8_CASE(4)
#endif
    }
  } else if (weights->precision == CK_BF16) {
    switch (rows) {
      FLOAT_CASE(1, 1)
      FLOAT_CASE(2, 1)
      FLOAT_CASE(3, 1)
      FLOAT_CASE(4, 1)
#if MOST_ROWS_BF16 > 4
      FLOAT_CASE(5, 1)
      FLOAT_CASE(6, 1)
#endif
    }
  } else {
    switch (rows) {
      FLOAT_CASE(1, 0)
      FLOAT_CASE(2, 0)
      FLOAT_CASE(3, 0)
      FLOAT_CASE(4, 0)
#if MOST_ROWS > 4
      FLOAT_CASE(5, 0)
      FLOAT_CASE(6, 0)
#endif
    }
  }
}

// Tiles of nearly equal height: 8 rows are 4 + 4, not 6 + 2.
static inline ALWAYS size_t tile_height(size_t rows, size_t row, const ck_weights *weights) {
  size_t most = weights->precision == CK_INT8   ? MOST_ROWS_INT8
                : weights->precision == CK_BF16 ? MOST_ROWS_BF16
                                                : MOST_ROWS;
  size_t tiles = (rows - row + most - 1) / most;
  return (rows - row + tiles - 1) / tiles;
}

static void product(
    const ck_weights *weights, size_t first, size_t last, size_t rows, const ck_part *parts, size_t count,
    const float *row_scales, const float *const *starts, float *y, size_t y_stride) {
  for (size_t p = first; p < last; p++) {
    for (size_t row = 0, height; row < rows; row += height) {
      height = tile_height(rows, row, weights);
      tile(height, weights, p, parts, count, row, row_scales, starts, y + row * y_stride + p * CK_PANEL, y_stride);
    }
  }
}

static inline ALWAYS size_t inputs_in_word(ck_precision precision) {
  return precision == CK_INT8 ? 4 : precision == CK_BF16 ? 2 : 1;
}

static inline ALWAYS void store_activations(ck_precision precision, group h, uint32_t *q) {
  if (precision == CK_FP32) {
    memcpy(q, &h, sizeof h);
  } else if (precision == CK_BF16) {
    group_bits bits = as_bits(h);
    group_bits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    rounded = (bits & 0x7f800000) == 0 ? (bits >> 16) & 0x8000 : rounded;
    typedef uint16_t halves __attribute__((ext_vector_type(GROUP)));
    halves narrow = __builtin_convertvector(rounded, halves);
    memcpy(q, &narrow, sizeof narrow);
  } else {
    // Adding 1.5 * 2^23 rounds to an integer, which then stands at the low end of the bits.
    group shifted = fused(h, (group)127.0f, (group)12582912.0f);
    typedef uint8_t bytes __attribute__((ext_vector_type(GROUP)));
    bytes narrow = __builtin_convertvector((as_bits(shifted) + 128) & 0xff, bytes);
    memcpy(q, &narrow, sizeof narrow);
  }
}

static void lstm(
    const ck_weights *weights, size_t first, size_t last, size_t rows, const ck_part *parts, size_t count,
    const float *const *starts, const float *peepholes, float *c, size_t c_stride, uint32_t *h, size_t h_stride,
    uint8_t *broken) {
  const size_t padded = weights->outputs / 4;
  const size_t words = CK_CELLS / inputs_in_word(weights->precision);
  float gates[(MOST_ROWS > MOST_ROWS_INT8 ? MOST_ROWS : MOST_ROWS_INT8) * CK_PANEL] __attribute__((aligned(64)));
  for (size_t p = first; p < last; p++) {
    for (size_t row = 0, height; row < rows; row += height) {
      height = tile_height(rows, row, weights);
      tile(height, weights, p, parts, count, row, NULL, starts, gates, CK_PANEL);
      for (size_t r = 0; r < height; r++) {
        float *cell = c + (row + r) * c_stride + p * CK_CELLS;
        const float *pre = gates + r * CK_PANEL;
        group before = load_whole(cell), i = load_whole(pre), f = load_whole(pre + GROUP);
        group g = load_whole(pre + 2 * GROUP), o = load_whole(pre + 3 * GROUP);
        if (peepholes) {
          i = fused(load_whole(peepholes + p * CK_CELLS), before, i);
          f = fused(load_whole(peepholes + padded + p * CK_CELLS), before, f);
        }
        group now = fused(group_sigmoid(f), before, group_gated_tanh(i, g));
        if (peepholes) o = fused(load_whole(peepholes + 2 * padded + p * CK_CELLS), now, o);
        group out = group_gated_tanh(o, now);
        memcpy(cell, &now, sizeof now);
        store_activations(weights->precision, out, h + (row + r) * h_stride + p * words);
        if (__builtin_reduce_or(out != out)) broken[row + r] = 1;
      }
    }
  }
}

static float activate(ck_precision precision, size_t count, const float *x, uint32_t *q) {
  float scale = 1.0f, inverse = 1.0f;
  if (precision == CK_INT8) {
    // A byte cannot say that it stands for no number; the scale can: 0 * x is NaN where x is NaN or infinite.
    float largest = 0.0f, defect = 0.0f;
    for (size_t k = 0; k < count; k++) {
      float size = x[k] < 0 ? -x[k] : x[k];
      largest = size > largest ? size : largest;
      defect += 0.0f * x[k];
    }
    scale = largest / 127 + defect;
    inverse = largest > 0 ? 1 / largest : 0.0f;
  }
  const size_t step = inputs_in_word(precision);
  for (size_t k = 0; k < count; k += GROUP) {
    uint32_t words[GROUP];
    store_activations(precision, load_group(x + k, count - k) * inverse, words);
    size_t taken = count - k < GROUP ? (count - k + step - 1) / step : GROUP / step;
    memcpy(q + k / step, words, taken * sizeof(uint32_t));
  }
  return scale;
}
