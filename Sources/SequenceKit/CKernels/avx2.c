// Kernels for AVX2 with fused multiply-add: a tile of 6 rows x 16 outputs keeps 12 of 16 registers as sums.
#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang diagnostic ignored "-Wpsabi"
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANES 8
#define MOST_ROWS 6
#define VECTORS(rows) ((rows) == 1 ? 8 : (rows) == 2 ? 4 : 2)
#include "template.h"
#pragma clang attribute pop

const ck_table ck_avx2 = TABLE;
#endif
