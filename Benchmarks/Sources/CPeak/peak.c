#include "CPeak.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define SUMS 16

__attribute__((target("avx512f"))) static double fp32(size_t rounds) {
  __m512 sum[SUMS], a = _mm512_set1_ps(0.5f), b = _mm512_set1_ps(0.25f);
  for (int i = 0; i < SUMS; i++) sum[i] = _mm512_set1_ps((float)i);
  for (size_t r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < SUMS; i++) sum[i] = _mm512_fmadd_ps(sum[i], a, b);
  }
  volatile float kept = 0;
  for (int i = 0; i < SUMS; i++) kept += _mm512_reduce_add_ps(sum[i]);
  return (double)rounds * SUMS * 16 * 2;
}

__attribute__((target("avx2,fma"))) static double narrow_fp32(size_t rounds) {
  __m256 sum[12], a = _mm256_set1_ps(0.5f), b = _mm256_set1_ps(0.25f);
  for (int i = 0; i < 12; i++) sum[i] = _mm256_set1_ps((float)i);
  for (size_t r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) sum[i] = _mm256_fmadd_ps(sum[i], a, b);
  }
  volatile float kept = 0;
  for (int i = 0; i < 12; i++) kept += sum[i][0];
  return (double)rounds * 12 * 8 * 2;
}

__attribute__((target("avx512f,avx512bf16"))) static double bf16(size_t rounds) {
  __m512 sum[SUMS];
  __m512bh a = (__m512bh)_mm512_set1_epi32(0x3f003f00), b = (__m512bh)_mm512_set1_epi32(0x3e803e80);
  for (int i = 0; i < SUMS; i++) sum[i] = _mm512_set1_ps((float)i);
  for (size_t r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < SUMS; i++) sum[i] = _mm512_dpbf16_ps(sum[i], a, b);
  }
  volatile float kept = 0;
  for (int i = 0; i < SUMS; i++) kept += _mm512_reduce_add_ps(sum[i]);
  return (double)rounds * SUMS * 32 * 2;
}

__attribute__((target("avx512f,avx512vnni"))) static double int8(size_t rounds) {
  __m512i sum[SUMS], a = _mm512_set1_epi8(3), b = _mm512_set1_epi8(-2);
  for (int i = 0; i < SUMS; i++) sum[i] = _mm512_set1_epi32(i);
  for (size_t r = 0; r < rounds; r++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < SUMS; i++) sum[i] = _mm512_dpbusd_epi32(sum[i], a, b);
    // The same product again and again would otherwise be done once.
    __asm__ volatile("" : "+v"(a), "+v"(b));
  }
  volatile int kept = 0;
  for (int i = 0; i < SUMS; i++) kept += _mm512_reduce_add_epi32(sum[i]);
  return (double)rounds * SUMS * 64 * 2;
}

double peak_arithmetic(peak_kind kind, size_t rounds) {
  __builtin_cpu_init();
  if (kind == PEAK_INT8) return __builtin_cpu_supports("avx512vnni") ? int8(rounds) : 0;
  if (kind == PEAK_BF16) return __builtin_cpu_supports("avx512bf16") ? bf16(rounds) : 0;
  if (__builtin_cpu_supports("avx512f")) return fp32(rounds);
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? narrow_fp32(rounds) : 0;
}
#else
double peak_arithmetic(peak_kind kind, size_t rounds) {
  (void)kind, (void)rounds;
  return 0;
}
#endif

double peak_read(const void *p, size_t bytes) {
  typedef uint64_t line __attribute__((ext_vector_type(8), aligned(8)));
  const char *at = p;
  line a = 0, b = 0, c = 0, d = 0;
  for (size_t i = 0; i + 256 <= bytes; i += 256) {
    line w, x, y, z;
    memcpy(&w, at + i, 64);
    memcpy(&x, at + i + 64, 64);
    memcpy(&y, at + i + 128, 64);
    memcpy(&z, at + i + 192, 64);
    a += w, b += x, c += y, d += z;
  }
  a += b + c + d;
  return (double)(a[0] ^ a[1] ^ a[2] ^ a[3] ^ a[4] ^ a[5] ^ a[6] ^ a[7]);
}
