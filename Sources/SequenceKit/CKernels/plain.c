// Kernels for any processor: the compiler's baseline vectors, every product rounded before it is added.
#include "tables.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"
#define FUSED(a, b, c) ((a) * (b) + (c))
#define LANES 4
#define MOST_ROWS 4
#define VECTORS(rows) ((rows) == 1 ? 8 : (rows) == 2 ? 4 : 2)
#include "template.h"

const ck_table ck_plain = TABLE;
