// Kernels for AVX2 with fused multiply-add: a tile of 6 rows x 16 outputs keeps 12 of 16 registers as sums; of bf16 and
// int8, whose inputs have to be taken out of their words, one of 4 rows keeps 8.
#include "tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang diagnostic ignored "-Wpsabi"
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANE_FUSED FUSED
#define LANES 8
#define MOST_ROWS 6
#define MOST_ROWS_BF16 4
#define VECTORS(rows) ((rows) == 1 ? 8 : (rows) == 2 ? 4 : 2)
#define MOST_ROWS_INT8 4
#define VECTORS_INT8(rows) ((rows) == 1 ? 8 : (rows) == 2 ? 4 : 2)

// Bytes with even and odd places as 16-bit numbers, whose products in pairs are exact: VPMADDUBSW would saturate.
static inline __attribute__((always_inline)) __m256i dot_int8(__m256i sum, __m256i x, __m256i w) {
  __m256i low = _mm256_set1_epi16(0xff);
  __m256i even = _mm256_madd_epi16(_mm256_and_si256(x, low), _mm256_srai_epi16(_mm256_slli_epi16(w, 8), 8));
  __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(x, 8), _mm256_srai_epi16(w, 8));
  return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}
#define DOT_INT8(sum, x, w) (lane_words) dot_int8((__m256i)(sum), (__m256i)(x), (__m256i)(w))
#define TABLE ck_avx2
#include "template.h"
#pragma clang attribute pop
#endif
