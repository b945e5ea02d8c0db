#include "tables.h"

const ck_table *ck_table_for(ck_instruction_set set, int dot_products) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (set == CK_AVX512) {
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")) return NULL;
    int has_dots = __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16");
    return dot_products && has_dots ? &ck_avx512dot : &ck_avx512;
  }
  if (set == CK_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_avx2 : NULL;
#endif
  return set == CK_PLAIN ? &ck_plain : NULL;
}

void ck_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
