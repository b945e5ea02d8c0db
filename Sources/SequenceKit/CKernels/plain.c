// Kernels for any processor: the compiler's baseline vectors; every product of fp32 is rounded before it is added.
#include "tables.h"

#pragma clang diagnostic ignored "-Wpsabi"
#define LANES 4
#define MOST_ROWS 4
#define VECTORS(rows) ((rows) == 1 ? 8 : (rows) == 2 ? 4 : 4)
#define MOST_ROWS_INT8 2
#define VECTORS_INT8(rows) 4
#define TABLE ck_plain
#include "template.h"
