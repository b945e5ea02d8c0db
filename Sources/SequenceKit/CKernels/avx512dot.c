// Kernels for AVX-512 with VNNI and BF16, which multiply and add words of bytes and of bf16.
#include "tables.h"

#if defined(__x86_64__)
#include "avx512.h"
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vnni,avx512bf16,fma"))), apply_to = function)
#define DOT_BF16(sum, x, w) (lane) _mm512_dpbf16_ps((__m512)(sum), (__m512bh)(x), (__m512bh)(w))
#define DOT_INT8(sum, x, w) (lane_words) _mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(x), (__m512i)(w))
#define TABLE ck_avx512dot
#include "template.h"
#pragma clang attribute pop
#endif
