#include "tables.h"

const ck_table *ck_table_for(ck_instruction_set set) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (set == CK_AVX512) return __builtin_cpu_supports("avx512f") ? &ck_avx512 : NULL;
  if (set == CK_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_avx2 : NULL;
#endif
  return set == CK_PLAIN ? &ck_plain : NULL;
}
