// exp.go: exponentials and logarithms. Formulas and constants: Exp after Shibata's SLEEF, the others
// after FreeBSD's msun. Order of operations decides the last bit, so it is fixed.

package math

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// horner gives c[0] + z*(c[1] + z*(c[2] + ...)).
func horner(z float64, c []float64) float64 {
	i := len(c) - 1
	p := c[i]
	for i--; i >= 0; i-- {
		p = c[i] + z*p
	}
	return p
}

func hasFMA() bool
func fma(x, y, z float64) float64

// fused: 0 not known yet, 1 the processor has fused multiply-add, 2 it has not.
var fused int8

// expSeries are the coefficients of e^x's series.
var expSeries = [...]float64{1.0, 0.5, 1.6666666666666666667e-1, 4.1666666666666666667e-2,
	8.3333333333333333333e-3, 1.3888888888888888889e-3, 1.9841269841269841270e-4, 2.4801587301587301587e-5}

// Exp takes out a power of two, divides the rest by 16, and squares the result four times, as
// (1+y)^2 - 1 = y*(y+2).
func Exp(x float64) float64 {
	const (
		overflow = 7.09782712893384e+02
		log2e    = 1.4426950408889634073599246810018920
		ln2U     = 0.69314718055966295651160180568695068359375
		ln2L     = 0.28235290563031577122588448175013436025525412068e-12
		toWhole  = 3 << 51 // adding and subtracting it rounds to a whole number, half to even
	)
	switch {
	case IsNaN(x) || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > overflow:
		return Inf(1)
	case x < -1e9:
		return 0
	}
	if fused == 0 {
		fused = 2
		if hasFMA() {
			fused = 1
		}
	}
	n := log2e * x
	n = n + toWhole - toWhole
	last := len(expSeries) - 1
	p := expSeries[last]
	if fused == 1 {
		x = fma(-n, ln2U, x)
		x = fma(-n, ln2L, x)
		x *= 0.0625
		for i := last - 1; i >= 0; i-- {
			p = fma(p, x, expSeries[i])
		}
	} else {
		x -= n * ln2U
		x -= n * ln2L
		x *= 0.0625
		p = horner(x, expSeries[:])
	}
	x *= p
	x *= x + 2
	x *= x + 2
	x *= x + 2
	if fused == 1 {
		x = fma(x, x+2, 1)
	} else {
		x = x*(x+2) + 1
	}
	e := int(n) + bias
	switch {
	case e >= mask:
		return Inf(1)
	case e > 0:
		return x * Float64frombits(uint64(e)<<shift)
	case e < -52:
		return 0
	}
	x *= Float64frombits(uint64(e+bias-1) << shift)
	return x * Float64frombits(1<<shift)
}

// Exp2 gives 2^x.
func Exp2(x float64) float64 {
	switch {
	case IsNaN(x) || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := 0
	if x > 0 {
		k = int(x + 0.5)
	} else if x < 0 {
		k = int(x - 0.5)
	}
	t := x - float64(k)
	hi, lo := t*ln2Hi, -t*ln2Lo
	r := hi - lo
	t = r * r
	c := r - t*horner(t, expRational[:])
	return Ldexp(1-((lo-(r*c)/(2-c))-hi), k)
}

var expRational = [...]float64{1.66666666666666657415e-01, -2.77777777770155933842e-03,
	6.61375632143793436117e-05, -1.65339022054652515390e-06, 4.13813679705723846039e-08}

// Log splits x = 2^k * (1+f) and takes the series of log((1+s)/(1-s)) with s = f/(2+f), even and odd
// terms apart. It does not look at denormals separately, as Go's does not on amd64.
func Log(x float64) float64 {
	b := Float64bits(x)
	switch {
	case b&^signMask == 0:
		return Inf(-1)
	case IsNaN(x) && int64(b) >= 0:
		return x
	case int64(b) < 0:
		return NaN()
	case IsInf(x, 1):
		return x
	}
	k := float64(int(b>>shift&mask) - (bias - 1))
	f := Float64frombits(b&fracMask | (bias-1)<<shift)
	if f <= Sqrt2/2 {
		k--
		f *= 2
	}
	f--
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	t1 := s2 * horner(s4, logOdd[:])
	t2 := s4 * horner(s4, logEven[:])
	r := t1 + t2
	hfsq := 0.5 * f * f
	return k*ln2Hi - ((hfsq - (s*(hfsq+r) + k*ln2Lo)) - f)
}

var logOdd = [...]float64{6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01}
var logEven = [...]float64{3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01}

func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1) // exact for powers of two
	}
	return Log(frac)*(1/Ln2) + float64(exp)
}

func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

var log1pSeries = [...]float64{6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
	2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01}

// Log1p gives log(1+x), precise near zero: c corrects what 1+x loses.
func Log1p(x float64) float64 {
	switch {
	case x < -1 || IsNaN(x):
		return NaN()
	case x == -1:
		return Inf(-1)
	case IsInf(x, 1):
		return x
	}
	ax := Abs(x)
	if ax < 1.0/(1<<29) {
		if ax < 1.0/(1<<54) {
			return x
		}
		return x - x*x*0.5
	}
	f, c, k := x, 0.0, 0
	zero := false // the fraction of 1+x is (nearly) zero
	if ax >= 4.142135623730950488017e-01 || x <= -2.928932188134524755992e-01 {
		u := x
		if ax < 1<<53 {
			u = 1.0 + x
		}
		b := Float64bits(u)
		k = int(b>>shift) - bias
		if ax < 1<<53 {
			if k > 0 {
				c = 1.0 - (u - x)
			} else {
				c = x - (u - 1.0)
			}
			c /= u
		}
		b &= fracMask
		if b < 0x0006a09e667f3bcd {
			zero = b == 0
			u = Float64frombits(b | bias<<shift)
		} else {
			k++
			zero = (1<<shift-b)>>2 == 0
			u = Float64frombits(b | (bias-1)<<shift)
		}
		f = u - 1.0
	}
	kf := float64(k)
	hfsq := 0.5 * f * f
	if zero {
		if f == 0 {
			if k == 0 {
				return 0
			}
			c += kf * ln2Lo
			return kf*ln2Hi + c
		}
		r := hfsq * (1.0 - 0.66666666666666666*f)
		if k == 0 {
			return f - r
		}
		return kf*ln2Hi - ((r - (kf*ln2Lo + c)) - f)
	}
	s := f / (2.0 + f)
	z := s * s
	r := z * horner(z, log1pSeries[:])
	if k == 0 {
		return f - (hfsq - s*(hfsq+r))
	}
	return kf*ln2Hi - ((hfsq - (s*(hfsq+r) + (kf*ln2Lo + c))) - f)
}

var expm1Series = [...]float64{1, -3.33333333333331316428e-02, 1.58730158725481460165e-03,
	-7.93650757867487942473e-05, 4.00821782732936239552e-06, -2.01099218183624371326e-07}

// Expm1 gives e^x - 1, precise near zero.
func Expm1(x float64) float64 {
	switch {
	case IsInf(x, 1) || IsNaN(x):
		return x
	case IsInf(x, -1):
		return -1
	}
	ax, negative := Abs(x), x < 0
	if ax >= 3.88162421113569373274e+01 { // 56 ln 2
		if negative {
			return -1
		}
		if ax >= 7.09782712893383973096e+02 {
			return Inf(1)
		}
	}
	var c float64
	k := 0
	switch {
	case ax > 3.46573590279972654709e-01: // ln 2 / 2
		switch {
		case ax >= 1.03972077083991796413e+00: // 3 ln 2 / 2
			half := 0.5
			if negative {
				half = -0.5
			}
			k = int(1.44269504088896338700e+00*x + half)
		case negative:
			k = -1
		default:
			k = 1
		}
		t := float64(k)
		hi, lo := x-t*ln2Hi, t*ln2Lo
		x = hi - lo
		c = (hi - x) - lo
	case ax < 1.0/(1<<54):
		return x
	}
	hfx := 0.5 * x
	hxs := x * hfx
	r1 := horner(hxs, expm1Series[:])
	t := 3 - r1*hfx
	e := hxs * ((r1 - t) / (6.0 - x*t))
	if k == 0 {
		return x - (x*e - hxs)
	}
	e = x*(e-c) - c
	e -= hxs
	scaled := func(y float64) float64 { return Float64frombits(Float64bits(y) + uint64(k)<<shift) }
	switch {
	case k == -1:
		return 0.5*(x-e) - 0.5
	case k == 1:
		if x < -0.25 {
			return -2 * (e - (x + 0.5))
		}
		return 1 + 2*(x-e)
	case k <= -2 || k > 56:
		return scaled(1-(e-x)) - 1
	case k < 20:
		return scaled(Float64frombits(bias<<shift-(1<<(shift+1))>>uint(k)) - (e - x)) // 1 - 2^-k
	}
	y := x - (e + Float64frombits(uint64(bias-k)<<shift))
	y++
	return scaled(y)
}

// Pow multiplies squares for the whole part of y and uses Exp and Log for the rest.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case IsNaN(x) || IsNaN(y):
		return NaN()
	case x == 0:
		switch odd := isOdd(y); {
		case y < 0 && odd:
			return Copysign(Inf(1), x)
		case y < 0:
			return Inf(1)
		case odd:
			return x
		}
		return 0
	case IsInf(y, 0):
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == IsInf(y, 1):
			return 0
		}
		return Inf(1)
	case IsInf(x, 0):
		switch {
		case IsInf(x, -1):
			return Pow(1/x, -y)
		case y < 0:
			return 0
		}
		return Inf(1)
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	whole, frac := Modf(Abs(y))
	if frac != 0 && x < 0 {
		return NaN()
	}
	if whole >= 1<<63 {
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == (y > 0):
			return 0
		}
		return Inf(1)
	}
	m, e := 1.0, 0 // the answer is m * 2^e
	if frac != 0 {
		if frac > 0.5 {
			frac--
			whole++
		}
		m = Exp(frac * Log(x))
	}
	base, baseExp := Frexp(x)
	for i := int64(whole); i != 0; i >>= 1 {
		if baseExp < -1<<12 || 1<<12 < baseExp {
			e += baseExp // far beyond the range already
			break
		}
		if i&1 == 1 {
			m *= base
			e += baseExp
		}
		base *= base
		baseExp <<= 1
		if base < .5 {
			base += base
			baseExp--
		}
	}
	if y < 0 {
		m, e = 1/m, -e
	}
	return Ldexp(m, e)
}

func isOdd(x float64) bool {
	whole, frac := Modf(x)
	return frac == 0 && int64(whole)&1 == 1
}

// Hypot avoids overflow by dividing by the greater one.
func Hypot(p, q float64) float64 {
	switch {
	case IsInf(p, 0) || IsInf(q, 0):
		return Inf(1)
	case IsNaN(p) || IsNaN(q):
		return NaN()
	}
	p, q = Abs(p), Abs(q)
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * Sqrt(1+q*q)
}

// Cbrt: a first guess from the exponent, one step of a rational approximation, rounded to 23 bits,
// and a step of Newton's (FreeBSD).
func Cbrt(x float64) float64 {
	if x == 0 || IsNaN(x) || IsInf(x, 0) {
		return x
	}
	ax := Abs(x)
	t := Float64frombits(Float64bits(ax)/3 + 715094163<<32)
	if ax < 2.22507385850720138309e-308 {
		t = float64(1<<54) * ax
		t = Float64frombits(Float64bits(t)/3 + 696219795<<32)
	}
	r := t * t / ax
	s := 5.42857142857142815906e-01 + r*t
	t *= 3.57142857142857150787e-01 + 1.60714285714285720630e+00/(s+1.41428571428571436819e+00+-7.05306122448979611050e-01/s)
	t = Float64frombits(Float64bits(t)&(0xFFFFFFFFC<<28) + 1<<30)
	s = t * t
	r = ax / s
	w := t + t
	r = (r - t) / (w + r)
	t += t * r
	return Copysign(t, x)
}
