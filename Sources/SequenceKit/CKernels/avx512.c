// Kernels for AVX-512 without VNNI and BF16.
#include "tables.h"

#if defined(__x86_64__)
#include "avx512.h"
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,fma"))), apply_to = function)

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
