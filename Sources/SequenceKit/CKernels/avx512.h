// What the two tables for AVX-512 have in common: tiles of 6 rows x 64 outputs keep 24 of 32 registers as sums, of int8 4 x 64.
#include <immintrin.h>
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define LANE_FUSED FUSED
#define LANES 16
#define MOST_ROWS 6
#define VECTORS(rows) 4
#define MOST_ROWS_INT8 4
#define VECTORS_INT8(rows) 4
