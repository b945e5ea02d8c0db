// A tile: the sums of a few rows and up to 64 outputs, in registers over all inputs; included by template.h.
typedef float lane __attribute__((ext_vector_type(LANES)));
typedef int32_t lane_words __attribute__((ext_vector_type(LANES)));
#define MOST_VECTORS (CK_PANEL / LANES)

#ifndef LANE_FUSED
#define LANE_FUSED(a, b, c) ((a) * (b) + (c))
#endif

// fp32: one input a word.
static inline ALWAYS lane add_fp32(lane sum, lane_words x, lane_words w) {
  return LANE_FUSED(__builtin_bit_cast(lane, x), __builtin_bit_cast(lane, w), sum);
}

// bf16: two inputs a word, the second added first. Products of bf16 are exact in fp32.
static inline ALWAYS lane add_bf16(lane sum, lane_words x, lane_words w) {
#ifdef DOT_BF16
  return DOT_BF16(sum, x, w);
#else
  lane_words high = (lane_words)(int32_t)0xffff0000;
  sum = LANE_FUSED(__builtin_bit_cast(lane, x & high), __builtin_bit_cast(lane, w & high), sum);
  return LANE_FUSED(__builtin_bit_cast(lane, x << 16), __builtin_bit_cast(lane, w << 16), sum);
#endif
}

// int8: four inputs a word, x without and w with sign.
static inline ALWAYS lane_words add_int8(lane_words sum, lane_words x, lane_words w) {
#ifdef DOT_INT8
  return DOT_INT8(sum, x, w);
#else
#pragma clang loop unroll(full)
  for (int byte = 0; byte < 4; byte++) sum += (x >> 8 * byte & 0xff) * (w << (24 - 8 * byte) >> 24);
  return sum;
#endif
}

// Words ahead of which a strip of a panel, which is narrower than the panel, is asked for: the lines in between belong to
// other strips, and few processors foresee such steps. A line of the caches has 16 words.
#define WORDS_AHEAD 16
#define LINE_WORDS 16

// Rows and vectors are constants where this is called.
#define DEFINE_TILE(name, most_rows, sums, add)                                                                       \
  static inline ALWAYS void name(                                                                                     \
      const size_t rows, const size_t vectors, const ck_part *parts, size_t count, size_t row, const uint32_t *panel, \
      sums sum[most_rows][MOST_VECTORS]) {                                                                            \
    for (size_t part = 0; part < count; part++) {                                                                     \
      const size_t stride = parts[part].stride, words = parts[part].words;                                            \
      const uint32_t *x = parts[part].x + row * stride;                                                               \
      _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < words; k++) {                                      \
        lane_words weight[MOST_VECTORS];                                                                              \
        _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++)                                       \
            memcpy(&weight[v], panel + v * LANES, sizeof(lane_words));                                                \
        _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) {                                        \
          lane_words value = (lane_words)(int32_t)x[r * stride + k];                                                  \
          _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) sum[r][v] =                         \
              add(sum[r][v], value, weight[v]);                                                                       \
        }                                                                                                             \
        if (vectors * LANES < CK_PANEL)                                                                               \
          _Pragma("clang loop unroll(full)") for (size_t word = 0; word < vectors * LANES; word += LINE_WORDS)        \
              __builtin_prefetch(panel + WORDS_AHEAD * CK_PANEL + word);                                              \
        panel += CK_PANEL;                                                                                            \
      }                                                                                                               \
    }                                                                                                                 \
  }

DEFINE_TILE(sum_fp32, MOST_ROWS, lane, add_fp32)
DEFINE_TILE(sum_bf16, MOST_ROWS, lane, add_bf16)
DEFINE_TILE(sum_int8, MOST_ROWS_INT8, lane_words, add_int8)

// The outputs of a panel for rows row ..< row + rows.
static inline ALWAYS void float_tile(
    const size_t rows, const int is_bf16, const ck_weights *weights, size_t p, const ck_part *parts, size_t count,
    size_t row, const float *const *starts, float *y, size_t y_stride) {
  const size_t vectors = VECTORS(rows);
  const uint32_t *panel = weights->panels + p * weights->words * CK_PANEL;
  for (size_t first = 0; first < CK_PANEL; first += vectors * LANES) {
    lane sum[MOST_ROWS][MOST_VECTORS];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        memcpy(&sum[r][v], starts[row + r] + p * CK_PANEL + first + v * LANES, sizeof(lane));
    if (is_bf16)
      sum_bf16(rows, vectors, parts, count, row, panel + first, sum);
    else
      sum_fp32(rows, vectors, parts, count, row, panel + first, sum);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) memcpy(y + r * y_stride + first + v * LANES, &sum[r][v], sizeof(lane));
  }
}

static inline ALWAYS void int8_tile(
    const size_t rows, const ck_weights *weights, size_t p, const ck_part *parts, size_t count, size_t row,
    const float *row_scales, const float *const *starts, float *y, size_t y_stride) {
  const size_t vectors = VECTORS_INT8(rows);
  const uint32_t *panel = weights->panels + p * weights->words * CK_PANEL;
  for (size_t first = 0; first < CK_PANEL; first += vectors * LANES) {
    lane_words sum[MOST_ROWS_INT8][MOST_VECTORS];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        memcpy(&sum[r][v], weights->offsets + p * CK_PANEL + first + v * LANES, sizeof(lane_words));
    sum_int8(rows, vectors, parts, count, row, panel + first, sum);
    // Through memory, since LANES differ and rounding must not.
    int32_t sums[MOST_ROWS_INT8][CK_PANEL];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) memcpy(&sums[r][v * LANES], &sum[r][v], sizeof(lane_words));
    for (size_t r = 0; r < rows; r++) {
      float row_scale = row_scales ? row_scales[row + r] : 1.0f / 127;
      for (size_t n = 0; n < vectors * LANES; n += GROUP) {
        group_bits exact;
        memcpy(&exact, &sums[r][n], sizeof exact);
        group unit = load_whole(weights->scales + p * CK_PANEL + first + n) * row_scale;
        group start = load_whole(starts[row + r] + p * CK_PANEL + first + n);
        group value = fused(__builtin_convertvector(exact, group), unit, start);
        memcpy(y + r * y_stride + first + n, &value, sizeof value);
      }
    }
  }
}
