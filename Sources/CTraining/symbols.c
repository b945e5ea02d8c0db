#include <math.h>
#include <string.h>

#include "CTraining.h"
#include "elementary.h"
#include "wide.h"

void ct_gather_rows(
    int rows, int columns, const float *table, int table_stride, const int32_t *symbols, float *target, int target_stride) {
  for (int r = 0; r < rows; r++) {
    float *to = target + (size_t)r * target_stride;
    if (symbols[r] < 0)
      memset(to, 0, sizeof(float) * (size_t)columns);
    else
      memcpy(to, table + (size_t)symbols[r] * table_stride, sizeof(float) * (size_t)columns);
  }
}

CT_WIDE void ct_scatter_rows(
    int rows, int columns, const float *source, int source_stride, const int32_t *symbols, float *table, int table_stride) {
  for (int r = 0; r < rows; r++) {
    if (symbols[r] < 0) continue;
    const float *restrict from = source + (size_t)r * source_stride;
    float *restrict to = table + (size_t)symbols[r] * table_stride;
    for (int j = 0; j < columns; j++) to[j] += from[j];
  }
}

// Squares of this many rows and columns stay in the first cache while they are turned.
#define CT_TILE 16

CT_WIDE void ct_transpose(int rows, int columns, const float *source, int source_stride, float *target, int target_stride) {
  for (int r = 0; r < rows; r += CT_TILE)
    for (int c = 0; c < columns; c += CT_TILE)
      for (int i = r; i < rows && i < r + CT_TILE; i++)
        for (int j = c; j < columns && j < c + CT_TILE; j++)
          target[(size_t)j * target_stride + i] = source[(size_t)i * source_stride + j];
}

CT_WIDE void ct_add_transposed(
    int rows, int columns, const float *source, int source_stride, float *target, int target_stride) {
  for (int r = 0; r < rows; r += CT_TILE)
    for (int c = 0; c < columns; c += CT_TILE)
      for (int i = r; i < rows && i < r + CT_TILE; i++)
        for (int j = c; j < columns && j < c + CT_TILE; j++)
          target[(size_t)j * target_stride + i] += source[(size_t)i * source_stride + j];
}

CT_WIDE void ct_softmax_loss(
    int rows, int symbols, float *y, const float *bias, const int32_t *targets, const uint8_t *mask, int learn, float clip,
    double *loss, int64_t *errors) {
#pragma clang fp reassociate(on)
  double total = 0;
  int64_t wrong = 0;
  for (int r = 0; r < rows; r++) {
    float *restrict row = y + (size_t)r * symbols;
    if (!mask[r]) {
      if (learn) memset(row, 0, sizeof(float) * (size_t)symbols);
      continue;
    }
    float largest = -INFINITY;
    for (int v = 0; v < symbols; v++) {
      row[v] += bias[v];
      largest = row[v] > largest ? row[v] : largest;
    }
    float chosen = row[targets[r]], sum = 0;
    wrong += !(chosen >= largest);
    for (int v = 0; v < symbols; v++) {
      row[v] = ct_exp(row[v] - largest);
      sum += row[v];
    }
    total += (double)(largest - chosen) + log((double)sum);
    if (!learn) continue;
    float inverse = 1.0f / sum;
    for (int v = 0; v < symbols; v++) row[v] *= inverse;
    row[targets[r]] -= 1.0f;
    if (clip < 1.0f)
      for (int v = 0; v < symbols; v++) row[v] = row[v] > clip ? clip : (row[v] < -clip ? -clip : row[v]);
  }
  *loss += total;
  *errors += wrong;
}

CT_WIDE void ct_soften(
    int rows, int symbols, float *dy, const int32_t *targets, const uint8_t *mask, const uint16_t *soft_targets,
    const int32_t *places, float weight) {
  for (int r = 0; r < rows; r++) {
    if (!mask[r]) continue;
    const uint16_t *restrict soft = soft_targets + (size_t)places[r] * (size_t)symbols;
    float *restrict row = dy + (size_t)r * symbols;
    uint32_t sum = 0;
    for (int v = 0; v < symbols; v++) sum += soft[v];
    if (!sum) continue;
    float scale = weight / (float)sum;
    for (int v = 0; v < symbols; v++) row[v] -= scale * (float)soft[v];
    row[targets[r]] += weight;
  }
}
