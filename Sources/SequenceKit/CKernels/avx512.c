// Kernels for AVX-512: a tile of 6 rows x 64 outputs keeps 24 of 32 registers as sums.
#include "tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,fma"))), apply_to = function)
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANE_FUSED FUSED
#define LANES 16
#define MOST_ROWS 6
#define VECTORS(rows) 4
#define MOST_ROWS_INT8 4
#define VECTORS_INT8(rows) 4

// As in avx2.c.
static inline __attribute__((always_inline)) __m512i dot_int8(__m512i sum, __m512i x, __m512i w) {
  __m512i low = _mm512_set1_epi16(0xff);
  __m512i even = _mm512_madd_epi16(_mm512_and_si512(x, low), _mm512_srai_epi16(_mm512_slli_epi16(w, 8), 8));
  __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(x, 8), _mm512_srai_epi16(w, 8));
  return _mm512_add_epi32(sum, _mm512_add_epi32(even, odd));
}
#define DOT_INT8(sum, x, w) (lane_words) dot_int8((__m512i)(sum), (__m512i)(x), (__m512i)(w))
#define TABLE ck_avx512
#include "template.h"
#pragma clang attribute pop
#endif
