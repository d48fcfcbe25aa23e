#pragma once

// Eight floats that the compiler keeps in a vector register. Included only by the voxel kernels,
// which are compiled once for each instruction set; so everything here must be inlined.

namespace bregma::float8 {

#if defined(__GNUC__)

#define BREGMA_INLINE inline __attribute__((always_inline))
using Float8 = float __attribute__((vector_size(32)));
using Bits8 = int __attribute__((vector_size(32)));

BREGMA_INLINE Float8 load(const float* p) {
  Float8 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
BREGMA_INLINE void store(float* p, Float8 v) { __builtin_memcpy(p, &v, sizeof v); }
BREGMA_INLINE Float8 all(float x) { return Float8{x, x, x, x, x, x, x, x}; }
BREGMA_INLINE Float8 larger(Float8 a, Float8 b) { return a > b ? a : b; }
BREGMA_INLINE Bits8 none() { return Bits8{}; }
BREGMA_INLINE Bits8 equal(Float8 a, Float8 b) { return a == b; }
BREGMA_INLINE Bits8 positive(Float8 a) { return a > Float8{}; }
BREGMA_INLINE Float8 where(Bits8 mask, Float8 a) { return (Float8)((Bits8)a & mask); }

#else

#define BREGMA_INLINE inline
struct Float8 {
  float v[8];
  float operator[](int i) const { return v[i]; }
};
struct Bits8 {
  bool v[8];
};

#define BREGMA_EACH(type, expression)                  \
  type out;                                            \
  for (int i = 0; i < 8; ++i) out.v[i] = (expression); \
  return out
inline Float8 load(const float* p) { BREGMA_EACH(Float8, p[i]); }
inline void store(float* p, const Float8& a) {
  for (int i = 0; i < 8; ++i) p[i] = a.v[i];
}
inline Float8 all(float x) { BREGMA_EACH(Float8, x); }
inline Float8 operator+(const Float8& a, const Float8& b) { BREGMA_EACH(Float8, a.v[i] + b.v[i]); }
inline Float8 operator*(const Float8& a, const Float8& b) { BREGMA_EACH(Float8, a.v[i] * b.v[i]); }
inline Float8 operator*(const Float8& a, float b) { BREGMA_EACH(Float8, a.v[i] * b); }
inline Float8& operator+=(Float8& a, const Float8& b) { return a = a + b; }
inline Float8 larger(const Float8& a, const Float8& b) {
  BREGMA_EACH(Float8, a.v[i] > b.v[i] ? a.v[i] : b.v[i]);
}
inline Bits8 none() { BREGMA_EACH(Bits8, i < 0); }
inline Bits8 equal(const Float8& a, const Float8& b) { BREGMA_EACH(Bits8, a.v[i] == b.v[i]); }
inline Bits8 positive(const Float8& a) { BREGMA_EACH(Bits8, a.v[i] > 0); }
inline Bits8 operator&(const Bits8& a, const Bits8& b) { BREGMA_EACH(Bits8, a.v[i] && b.v[i]); }
inline Bits8 operator|(const Bits8& a, const Bits8& b) { BREGMA_EACH(Bits8, a.v[i] || b.v[i]); }
inline Bits8 operator~(const Bits8& a) { BREGMA_EACH(Bits8, !a.v[i]); }
inline Float8 where(const Bits8& mask, const Float8& a) {
  BREGMA_EACH(Float8, mask.v[i] ? a.v[i] : 0);
}
#undef BREGMA_EACH

#endif

}  // namespace bregma::float8
