// Elementary functions on vectors.
#pragma once

namespace snug::cpu {
namespace {

/// e^x to about 2 ulp for x in [-87, 88], clamped outside: 2^n times a polynomial on [-ln2/2, ln2/2] (Cephes, expf).
template <class S>
SNUG_INLINE typename S::F vec_exp(typename S::F x) {
  using F = typename S::F;
  x = S::min(S::max(x, S::set1(-87.0f)), S::set1(88.0f));
  const typename S::I n = S::to_i_nearest(S::mul(x, S::set1(1.44269504088896341f)));
  const F nf = S::to_f(n);
  F r = S::fma(nf, S::set1(-0.693359375f), x);  // ln 2 in two parts, the first exact in few bits
  r = S::fma(nf, S::set1(2.12194440e-4f), r);
  F p = S::set1(1.9875691500e-4f);
  p = S::fma(p, r, S::set1(1.3981999507e-3f));
  p = S::fma(p, r, S::set1(8.3334519073e-3f));
  p = S::fma(p, r, S::set1(4.1665795894e-2f));
  p = S::fma(p, r, S::set1(1.6666665459e-1f));
  p = S::fma(p, r, S::set1(5.0000001201e-1f));
  p = S::add(S::fma(S::mul(p, r), r, r), S::set1(1.0f));
  const typename S::I exponent = S::shl32(S::add_i32(n, S::set1_i32(127)), 23);
  return S::mul(p, S::as_f(exponent));
}

/// tanh(x) = 1 - 2 / (e^2x + 1): absolute error about 1e-7, which is what its uses here need.
template <class S>
SNUG_INLINE typename S::F vec_tanh(typename S::F x) {
  const auto e = vec_exp<S>(S::add(x, x));
  return S::sub(S::set1(1.0f), S::div(S::set1(2.0f), S::add(e, S::set1(1.0f))));
}

template <class S>
SNUG_INLINE typename S::F vec_silu(typename S::F x) {
  return S::div(x, S::add(S::set1(1.0f), vec_exp<S>(S::sub(S::zero(), x))));
}

template <class S>
SNUG_INLINE typename S::F vec_gelu_tanh(typename S::F x) {
  // 0.5 x (1 + tanh(u)) = x / (1 + e^-2u), u = sqrt(2/pi) (x + 0.044715 x^3): no cancellation for negative x.
  const auto x3 = S::mul(S::mul(x, x), x);
  const auto u = S::mul(S::set1(0.7978845608028654f), S::fma(S::set1(0.044715f), x3, x));
  return S::div(x, S::add(S::set1(1.0f), vec_exp<S>(S::mul(S::set1(-2.0f), u))));
}

}  // namespace
}  // namespace snug::cpu
