// The kernels, written once; each instruction set includes this text with
//   FUSED(a, b, c)       a * b + c on groups with one rounding; where there is none, groups.h makes it from doubles
//   LANE_FUSED(a, b, c)  the same on the registers of a product, with two roundings where that is all there is
//   DOT_BF16, DOT_INT8   products of the words of two registers, added to a third; tiles.h has forms without
//   LANES                32-bit words in one register of the product
//   MOST_ROWS, VECTORS(rows)            rows of its largest tile; registers of outputs in a tile of so many rows
//   MOST_ROWS_BF16                      rows of the largest tile of bf16, where they are not as many
//   MOST_ROWS_INT8, VECTORS_INT8(rows)  the same for int8; LANES * vectors divides CK_PANEL and is at least 16
//   TABLE                name of the table
// after switching its functions to the instruction set.
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#ifndef MOST_ROWS_BF16
#define MOST_ROWS_BF16 MOST_ROWS
#endif

#include "groups.h"
#include "elementary.h"
#include "tiles.h"
#include "products.h"
#include "window.h"
#include "choice.h"

const ck_table TABLE = {product, lstm,       activate,       window,     softmax,
                        draw,    vector_exp, vector_sigmoid, vector_tanh};
