#include <math.h>

#include "CTraining.h"
#include "elementary.h"
#include "wide.h"

static inline float clipped(float value, float limit) {
  return value > limit ? limit : (value < -limit ? -limit : value);
}

static inline uint16_t to_bf16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

CT_WIDE void ct_to_bf16(const float *source, uint16_t *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = to_bf16(source[i]);
}

CT_WIDE void ct_rows_to_bf16(int rows, int columns, const float *source, int source_stride, uint16_t *target, int target_stride) {
  for (int r = 0; r < rows; r++) {
    const float *from = source + (size_t)r * source_stride;
    uint16_t *to = target + (size_t)r * target_stride;
    for (int j = 0; j < columns; j++) to[j] = to_bf16(from[j]);
  }
}

CT_WIDE void ct_lstm_forward(
    int rows, int cells, float *gates, const float *recurrent, const float *bias, const float *peepholes,
    const float *c_prev, float *c, float *tanh_c, float *h, int h_stride) {
  for (int r = 0; r < rows; r++) {
    float *restrict gi = gates + (size_t)r * 4 * cells, *restrict gf = gi + cells, *restrict gg = gf + cells,
                    *restrict go = gg + cells;
    const float *restrict cp = c_prev + (size_t)r * cells;
    float *restrict cn = c + (size_t)r * cells, *restrict tn = tanh_c + (size_t)r * cells;
    float *restrict hn = h + (size_t)r * h_stride;
    if (recurrent) {
      const float *restrict rec = recurrent + (size_t)r * 4 * cells;
      for (int j = 0; j < 4 * cells; j++) gi[j] += rec[j];
    }
    for (int j = 0; j < 4 * cells; j++) gi[j] += bias[j];
    if (peepholes) {
      for (int j = 0; j < cells; j++) gi[j] += peepholes[j] * cp[j];
      for (int j = 0; j < cells; j++) gf[j] += peepholes[cells + j] * cp[j];
    }
    for (int j = 0; j < 2 * cells; j++) gi[j] = ct_sigmoid(gi[j]);
    for (int j = 0; j < cells; j++) gg[j] = ct_tanh(gg[j]);
    for (int j = 0; j < cells; j++) cn[j] = gf[j] * cp[j] + gi[j] * gg[j];
    if (peepholes)
      for (int j = 0; j < cells; j++) go[j] += peepholes[2 * cells + j] * cn[j];
    for (int j = 0; j < cells; j++) go[j] = ct_sigmoid(go[j]);
    for (int j = 0; j < cells; j++) {
      tn[j] = ct_tanh(cn[j]);
      hn[j] = go[j] * tn[j];
    }
  }
}

CT_WIDE void ct_lstm_backward(
    int rows, int cells, const float *gates, const float *peepholes, const float *c_prev, const float *c,
    const float *tanh_c, const float *dh, int dh_stride, float *dc, float *dgates, float clip) {
  (void)c;
  for (int r = 0; r < rows; r++) {
    const float *restrict i = gates + (size_t)r * 4 * cells, *restrict f = i + cells, *restrict g = f + cells,
                          *restrict o = g + cells;
    const float *restrict cp = c_prev + (size_t)r * cells, *restrict tc = tanh_c + (size_t)r * cells;
    const float *restrict dhr = dh + (size_t)r * dh_stride;
    float *restrict dcr = dc + (size_t)r * cells;
    float *restrict di = dgates + (size_t)r * 4 * cells, *restrict df = di + cells, *restrict dg = df + cells,
                    *restrict dout = dg + cells;
    for (int j = 0; j < cells; j++) {
      float d_o = clipped(dhr[j] * tc[j] * o[j] * (1 - o[j]), clip);
      float d = dcr[j] + dhr[j] * o[j] * (1 - tc[j] * tc[j]);
      if (peepholes) d += d_o * peepholes[2 * cells + j];
      float d_i = clipped(d * g[j] * i[j] * (1 - i[j]), clip);
      float d_f = clipped(d * cp[j] * f[j] * (1 - f[j]), clip);
      float d_g = clipped(d * i[j] * (1 - g[j] * g[j]), clip);
      float before = d * f[j];
      if (peepholes) before += d_i * peepholes[j] + d_f * peepholes[cells + j];
      di[j] = d_i;
      df[j] = d_f;
      dg[j] = d_g;
      dout[j] = d_o;
      dcr[j] = before;
    }
  }
}

CT_WIDE void ct_peephole_gradient(
    int rows, int cells, const float *dgates, const float *c_prev, const float *c, float *gradient) {
  for (int r = 0; r < rows; r++) {
    const float *restrict d = dgates + (size_t)r * 4 * cells;
    const float *restrict cp = c_prev + (size_t)r * cells, *restrict cn = c + (size_t)r * cells;
    for (int j = 0; j < cells; j++) {
      gradient[j] += d[j] * cp[j];
      gradient[cells + j] += d[cells + j] * cp[j];
      gradient[2 * cells + j] += d[3 * cells + j] * cn[j];
    }
  }
}

CT_WIDE void ct_column_sums(int rows, int columns, const float *values, int stride, float *restrict gradient) {
  for (int r = 0; r < rows; r++) {
    const float *restrict row = values + (size_t)r * stride;
    for (int j = 0; j < columns; j++) gradient[j] += row[j];
  }
}

CT_WIDE void ct_window_forward(
    int rows, int components, int symbols, const ct_text *texts, float *p, const float *bias, const float *kappa_prev,
    float *kappa, float *w, int w_stride) {
#pragma clang fp reassociate(on)
  for (int r = 0; r < rows; r++) {
    float *restrict alpha = p + (size_t)r * 3 * components, *restrict beta = alpha + components,
                    *restrict advance = beta + components;
    const float *restrict before = kappa_prev + (size_t)r * components;
    float *restrict now = kappa + (size_t)r * components;
    float *restrict wr = w + (size_t)r * w_stride;
    for (int k = 0; k < 3 * components; k++) alpha[k] = ct_exp(alpha[k] + bias[k]);
    for (int k = 0; k < components; k++) now[k] = before[k] + advance[k];
    for (int v = 0; v < symbols; v++) wr[v] = 0;
    for (int u = 0; u < texts[r].length; u++) {
      float phi = 0, position = (float)(u + 1);
      for (int k = 0; k < components; k++) {
        float distance = now[k] - position;
        phi += alpha[k] * ct_exp(-beta[k] * distance * distance);
      }
      wr[texts[r].symbols[u]] += phi;
    }
  }
}

CT_WIDE void ct_window_backward(
    int rows, int components, const ct_text *texts, const float *p, const float *kappa, const float *dw, int dw_stride,
    float *dkappa, float *dp) {
  for (int r = 0; r < rows; r++) {
    const float *restrict alpha = p + (size_t)r * 3 * components, *restrict beta = alpha + components,
                          *restrict advance = beta + components;
    const float *restrict now = kappa + (size_t)r * components;
    const float *restrict dwr = dw + (size_t)r * dw_stride;
    float *restrict dk = dkappa + (size_t)r * components;
    float *restrict da = dp + (size_t)r * 3 * components, *restrict db = da + components, *restrict dadv = db + components;
    for (int k = 0; k < 3 * components; k++) da[k] = 0;
    for (int u = 0; u < texts[r].length; u++) {
      float dphi = dwr[texts[r].symbols[u]], position = (float)(u + 1);
      for (int k = 0; k < components; k++) {
        float distance = now[k] - position;
        float term = alpha[k] * ct_exp(-beta[k] * distance * distance) * dphi;
        da[k] += term;
        db[k] -= beta[k] * distance * distance * term;
        dk[k] -= 2 * beta[k] * distance * term;
      }
    }
    for (int k = 0; k < components; k++) dadv[k] = advance[k] * dk[k];
  }
}

#define CT_LARGEST_MIXTURE 64

CT_WIDE void ct_mixture_loss(
    int rows, int components, const float *y, const float *bias, const float *targets, const uint8_t *mask, float *dy,
    float clip, float log_floor, double *loss, double *squares) {
#pragma clang fp reassociate(on)
  int m = components, width = 1 + 6 * m;
  float log_terms[CT_LARGEST_MIXTURE], prior[CT_LARGEST_MIXTURE], out[1 + 6 * CT_LARGEST_MIXTURE];
  double total = 0, squared = 0;
  for (int r = 0; r < rows; r++) {
    float *restrict d = dy ? dy + (size_t)r * width : NULL;
    if (!mask[r]) {
      if (d)
        for (int j = 0; j < width; j++) d[j] = 0;
      continue;
    }
    const float *restrict raw = y + (size_t)r * width;
    for (int j = 0; j < width; j++) out[j] = raw[j] + bias[j];
    for (int j = 1 + 3 * m; j < 1 + 5 * m; j++) out[j] = out[j] < log_floor ? log_floor : out[j];
    const float *weight = out + 1, *mean_x = weight + m, *mean_y = mean_x + m, *log_sx = mean_y + m, *log_sy = log_sx + m,
                *raw_rho = log_sy + m;
    float x1 = targets[3 * r], x2 = targets[3 * r + 1], pen = targets[3 * r + 2];

    float largest = weight[0];
    for (int k = 1; k < m; k++) largest = weight[k] > largest ? weight[k] : largest;
    float sum = 0;
    for (int k = 0; k < m; k++) {
      prior[k] = ct_exp(weight[k] - largest);
      sum += prior[k];
    }
    float inverse = 1.0f / sum, log_sum = largest + logf(sum), expected_x = 0, expected_y = 0;
    for (int k = 0; k < m; k++) {
      prior[k] *= inverse;
      expected_x += prior[k] * mean_x[k];
      expected_y += prior[k] * mean_y[k];
    }
    squared += (double)((x1 - expected_x) * (x1 - expected_x) + (x2 - expected_y) * (x2 - expected_y));

    // ln of π·N, with N's normaliser; ρ is kept off ±1, where the density has no bound.
    for (int k = 0; k < m; k++) {
      float rho = ct_tanh(raw_rho[k]), one = 1.0f - rho * rho;
      one = one < 1e-5f ? 1e-5f : one;
      float a = (x1 - mean_x[k]) * ct_exp(-log_sx[k]), b = (x2 - mean_y[k]) * ct_exp(-log_sy[k]);
      float z = a * a + b * b - 2 * rho * a * b;
      log_terms[k] = weight[k] - log_sum - log_sx[k] - log_sy[k] - z / (2 * one);
    }
    for (int k = 0; k < m; k++) {
      float rho = ct_tanh(raw_rho[k]), one = 1.0f - rho * rho;
      one = one < 1e-5f ? 1e-5f : one;
      log_terms[k] -= 0.5f * logf(one) + 1.8378770664f;
    }
    float top = log_terms[0];
    for (int k = 1; k < m; k++) top = log_terms[k] > top ? log_terms[k] : top;
    float mass = 0;
    for (int k = 0; k < m; k++) mass += ct_exp(log_terms[k] - top);
    // e = 1 / (1 + exp(ê)), as eq. 18 prints it.
    float e_hat = out[0], lift = ct_sigmoid(-e_hat);
    float softplus = e_hat > 0 ? e_hat + log1pf(ct_exp(-e_hat)) : log1pf(ct_exp(e_hat));
    float log_pen = pen > 0.5f ? -softplus : e_hat - softplus;
    total -= (double)(top + logf(mass)) + (double)log_pen;
    if (!d) continue;

    float scale = 1.0f / mass;
    d[0] = clipped(pen - lift, clip);
    float *restrict d_weight = d + 1, *restrict d_x = d_weight + m, *restrict d_y = d_x + m, *restrict d_sx = d_y + m,
                    *restrict d_sy = d_sx + m, *restrict d_rho = d_sy + m;
    for (int k = 0; k < m; k++) {
      float gamma = ct_exp(log_terms[k] - top) * scale;
      float rho = ct_tanh(raw_rho[k]), one = 1.0f - rho * rho;
      one = one < 1e-5f ? 1e-5f : one;
      float c = 1.0f / one, inverse_x = ct_exp(-log_sx[k]), inverse_y = ct_exp(-log_sy[k]);
      float a = (x1 - mean_x[k]) * inverse_x, b = (x2 - mean_y[k]) * inverse_y;
      float z = a * a + b * b - 2 * rho * a * b;
      d_weight[k] = clipped(prior[k] - gamma, clip);
      d_x[k] = clipped(-gamma * c * inverse_x * (a - rho * b), clip);
      d_y[k] = clipped(-gamma * c * inverse_y * (b - rho * a), clip);
      float s_x = clipped(-gamma * (c * a * (a - rho * b) - 1), clip), s_y = clipped(-gamma * (c * b * (b - rho * a) - 1), clip);
      d_sx[k] = log_sx[k] > log_floor ? s_x : 0;
      d_sy[k] = log_sy[k] > log_floor ? s_y : 0;
      d_rho[k] = clipped(-gamma * (a * b + rho * (1 - c * z)), clip);
    }
  }
  *loss += total;
  if (squares) *squares += squared;
}

void ct_zero_rows(int rows, int columns, const uint8_t *reset, float *values, int stride) {
  for (int r = 0; r < rows; r++)
    if (reset[r]) memset(values + (size_t)r * stride, 0, sizeof(float) * (size_t)columns);
}

CT_WIDE void ct_add_rows(int rows, int columns, const float *addend, int addend_stride, float *values, int stride) {
  for (int r = 0; r < rows; r++) {
    const float *restrict from = addend + (size_t)r * addend_stride;
    float *restrict to = values + (size_t)r * stride;
    for (int j = 0; j < columns; j++) to[j] += from[j];
  }
}
