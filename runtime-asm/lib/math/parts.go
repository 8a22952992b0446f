// parts.go: taking floats apart, putting them together, rounding. All results are exact.

package math

// Frexp gives x = frac * 2^exp with frac in [½, 1).
func Frexp(x float64) (float64, int) {
	if x == 0 || IsInf(x, 0) || IsNaN(x) {
		return x, 0
	}
	x, exp := normal(x)
	b := Float64bits(x)
	exp += int(b>>shift&mask) - bias + 1
	return Float64frombits(b&^(mask<<shift) | (bias-1)<<shift), exp
}

// normal gives y with x = y * 2^exp; y is no denormal.
func normal(x float64) (y float64, exp int) {
	if Abs(x) < 2.2250738585072014e-308 {
		return x * (1 << 52), -52
	}
	return x, 0
}

// Ldexp gives x * 2^y.
func Ldexp(x float64, y int) float64 {
	if x == 0 || IsInf(x, 0) || IsNaN(x) {
		return x
	}
	x, e := normal(x)
	b := Float64bits(x)
	y += e + int(b>>shift&mask) - bias
	switch {
	case y < -1075:
		return Copysign(0, x)
	case y > 1023:
		return Inf(1 - 2*int(b>>63))
	}
	m := 1.0
	if y < -1022 {
		y += 53
		m = 1.0 / (1 << 53) // one rounding, into the denormals
	}
	return m * Float64frombits(b&^(mask<<shift)|uint64(y+bias)<<shift)
}

// Modf gives whole and fractional part, both with x's sign.
func Modf(x float64) (float64, float64) {
	if Abs(x) < 1 {
		if x == 0 {
			return x, x
		}
		if x < 0 {
			return Copysign(0, -1), x
		}
		return 0, x
	}
	whole := Trunc(x)
	if IsInf(x, 0) {
		return x, NaN()
	}
	return whole, Copysign(x-whole, x)
}

func exponent(x float64) int {
	x, e := normal(x)
	return int(Float64bits(x)>>shift&mask) - bias + e
}

func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case IsInf(x, 0):
		return Inf(1)
	case IsNaN(x):
		return x
	}
	return float64(exponent(x))
}

func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case IsNaN(x), IsInf(x, 0):
		return MaxInt32
	}
	return exponent(x)
}

// Trunc clears the bits behind the point.
func Trunc(x float64) float64 {
	b := Float64bits(x)
	e := int(b>>shift&mask) - bias
	switch {
	case e < 0:
		return Float64frombits(b & signMask)
	case e >= shift:
		return x
	}
	return Float64frombits(b &^ (fracMask >> uint(e)))
}

func Floor(x float64) float64 {
	t := Trunc(x)
	if t > x {
		t--
	}
	return t
}

func Ceil(x float64) float64 {
	t := Trunc(x)
	if t < x {
		t++
		if t == 0 {
			return Copysign(0, -1)
		}
	} else if t == 0 && Signbit(x) {
		return Copysign(0, -1)
	}
	return t
}

func RoundToEven(x float64) float64 {
	b := Float64bits(x)
	e := uint(b>>shift) & mask
	switch {
	case e >= bias+shift:
		return x
	case e >= bias:
		// Half minus the bit that decides: ties go to the even one.
		const half = 1<<(shift-1) - 1
		e -= bias
		b += (half + b>>(shift-e)&1) >> e
		b &^= fracMask >> e
	case e == bias-1 && b&fracMask != 0:
		b = b&signMask | uvone
	default:
		b &= signMask
	}
	return Float64frombits(b)
}

func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case IsNaN(x) || IsNaN(y):
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case IsNaN(x) || IsNaN(y):
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}

// Nextafter gives the neighbour of x in the direction of y.
func Nextafter(x, y float64) float64 {
	switch {
	case IsNaN(x) || IsNaN(y):
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(Float64frombits(1), y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

func Nextafter32(x, y float32) float32 {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(float64(Float32frombits(1)), float64(y)))
	case (y > x) == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}

// Mod subtracts multiples of y that are as large as fit, each exactly.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || IsNaN(x) || IsNaN(y) {
		return NaN()
	}
	y = Abs(y)
	r := Abs(x)
	yfrac, yexp := Frexp(y)
	for r >= y {
		rfrac, rexp := Frexp(r)
		if rfrac < yfrac {
			rexp--
		}
		r -= Ldexp(y, rexp-yexp)
	}
	return Copysign(r, x)
}

// Remainder gives x - n*y with n the whole number nearest to x/y, the even one if two are.
func Remainder(x, y float64) float64 {
	switch {
	case IsNaN(x) || IsNaN(y) || IsInf(x, 0) || y == 0:
		return NaN()
	case IsInf(y, 0):
		return x
	}
	negative := Signbit(x)
	x, y = Abs(x), Abs(y)
	if x == y {
		x = 0
		if negative {
			x = Copysign(0, -1)
		}
		return x
	}
	if y <= MaxFloat64/2 {
		x = Mod(x, y+y)
	}
	// above says x > y/2 (or >=), without rounding.
	above := func(orEqual bool) bool {
		a, b := x, 0.5*y
		if y < 4.45014771701440276618e-308 {
			a, b = x+x, y
		}
		return a > b || orEqual && a == b
	}
	if above(false) {
		x -= y
		if above(true) {
			x -= y
		}
	}
	if negative {
		x = -x
	}
	return x
}

// pow10 has the powers that are taken as written; the product of two is Pow10's answer.
var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31}

var pow10by32 = [...]float64{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288}

var pow10neg32 = [...]float64{1e0, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320}

func Pow10(n int) float64 {
	switch {
	case 0 <= n && n <= 308:
		return pow10by32[n/32] * pow10[n%32]
	case -323 <= n && n <= 0:
		return pow10neg32[-n/32] / pow10[-n%32]
	case n > 0:
		return Inf(1)
	}
	return 0
}
