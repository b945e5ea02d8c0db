// Kernels for AVX-512: a tile of 6 rows x 64 outputs keeps 24 of 32 registers as sums.
#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANES 16
#define MOST_ROWS 6
#define VECTORS(rows) 4
#include "template.h"
#pragma clang attribute pop

const ck_table ck_avx512 = TABLE;
#endif
