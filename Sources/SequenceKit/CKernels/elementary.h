// exp, sigmoid and tanh on 16 floats, as polynomials of our own; included by template.h after groups.h.
// Maximum errors in units of the last place: exp 1.1, sigmoid 2.5, tanh 3.1 (the tests hold them to it).

// Saturates at exp(88.37) and is 0 below -87.33 (where the result would be subnormal); a NaN stays one.
static inline ALWAYS group group_exp(group x) {
  group bounded = x > 88.37f ? (group)88.37f : x;
  bounded = bounded < -87.33f ? (group)-87.33f : bounded;
  // Adding 1.5 * 2^23 rounds to an integer, whose bits then stand at the low end of the sum's own.
  group shifted = fused(bounded, (group)1.44269504f, (group)12582912.0f);
  group n = shifted - 12582912.0f;
  group r = fused(n, (group)-0.693359375f, bounded);
  r = fused(n, (group)2.12194440e-4f, r);
  group p = (group)1.9875691500e-4f;
  p = fused(p, r, (group)1.3981999507e-3f);
  p = fused(p, r, (group)8.3334519073e-3f);
  p = fused(p, r, (group)4.1665795894e-2f);
  p = fused(p, r, (group)1.6666665459e-1f);
  p = fused(p, r, (group)5.0000001201e-1f);
  p = fused(p * r, r, r) + 1.0f;
  group_bits power = (as_bits(shifted) << 23) + (127 << 23);
  group result = p * as_group(power);
  return x < -87.33f ? (group)0.0f : result;
}

static inline ALWAYS group group_sigmoid(group x) { return 1.0f / (1.0f + group_exp(-x)); }

static inline ALWAYS group group_tanh(group x) {
  group s = x * x;
  group p = (group)-5.70498872745e-3f;
  p = fused(p, s, (group)2.06390887954e-2f);
  p = fused(p, s, (group)-5.37397155531e-2f);
  p = fused(p, s, (group)1.33314422036e-1f);
  p = fused(p, s, (group)-3.33332819422e-1f);
  group near = fused(p * s, x, x);
  group far = 1.0f - 2.0f / (1.0f + group_exp(2.0f * x));
  return s < 0.390625f ? near : far;
}

// sigmoid(gate) * tanh(x) with one division. The bounds keep the product of the powers finite and
// change nothing: beyond them the factors are 0 or 1 in a float already, or all but.
static inline ALWAYS group group_gated_tanh(group gate, group x) {
  gate = gate < -40.0f ? (group)-40.0f : gate;
  x = x < -20.0f ? (group)-20.0f : x;
  group shut = group_exp(-gate), power = group_exp(-2.0f * x);
  return (1.0f - power) / ((1.0f + shut) * (1.0f + power));
}
