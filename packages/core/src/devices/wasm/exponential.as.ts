// exp and log without tables: constants in memory would be written again by every thread that starts.
import { madd, nmadd } from "./lanes.as";

/**
 * exp of four floats, by 2ⁿ times a polynomial on [−½ ln 2, ½ ln 2] (Cephes' expf, about 1 unit in the last place). It ends at
 * about 1.2e-38 below and 2.4e38 above; NaN comes through.
 */
@inline
export function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  // ln 2 in two parts, of which the first has few enough bits for an exact product.
  const r = nmadd(n, f32x4.splat(-2.12194440e-4), nmadd(n, f32x4.splat(0.693359375), x));
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** Natural logarithm of a positive number, by the series of artanh on [√½, √2]: within 1e-14. NaN comes through. */
export function log(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const t = s * s;
  let series: f64 = 0;
  for (let odd: f64 = 19; odd > 0; odd -= 2) series = series * t + 1 / odd;
  return x == x ? <f64>exponent * 0.6931471805599453 + 2 * s * series : x;
}
