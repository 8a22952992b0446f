// trig.go: circular and hyperbolic functions, after Cephes (Moshier); huge angles after Payne and
// Hanek.

package math

import "math/bits"

// fourOverPi holds the binary digits of 4/pi: the whole part, then 64 digits of fraction each.
var fourOverPi = [...]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
}

// octant reduces x >= 0: x = j * pi/4 + z, j made even, |z| <= pi/4. Only j modulo 8 counts.
func octant(x float64) (j uint64, z float64) {
	if x >= (1<<52)/(4/Pi) { // j would lose bits
		return hugeOctant(x)
	}
	j = uint64(x * (4 / Pi))
	y := float64(j)
	if j&1 == 1 {
		j++
		y++
	}
	// pi/4 in three parts, of which the first two have zeros at the end.
	z = ((x - y*7.85398125648498535156e-1) - y*3.77489470793079817668e-8) - y*2.69515142907905952645e-15
	return j & 7, z
}

// hugeOctant multiplies x's mantissa with the 192 digits of 4/pi that matter for its exponent.
func hugeOctant(x float64) (j uint64, z float64) {
	b := Float64bits(x)
	exp := int(b>>shift&mask) - bias - shift
	mant := b&fracMask | 1<<shift
	at, off := uint(exp+61)/64, uint(exp+61)%64
	digit := func(i uint) uint64 { return fourOverPi[at+i]<<off | fourOverPi[at+i+1]>>(64-off) }
	hi2, _ := bits.Mul64(digit(2), mant)
	hi1, lo1 := bits.Mul64(digit(1), mant)
	lo, carry := bits.Add64(lo1, hi2, 0)
	hi, _ := bits.Add64(digit(0)*mant, hi1, carry)
	j = hi >> 61
	// The fraction behind the three bits of j, as a float.
	hi = hi<<3 | lo>>61
	lead := uint(bits.LeadingZeros64(hi))
	exponent := uint64(bias - (lead + 1))
	hi = hi<<(lead+1) | lo>>(64-(lead+1))
	z = Float64frombits(hi>>(64-shift) | exponent<<shift)
	if j&1 == 1 {
		j = (j + 1) & 7
		z--
	}
	return j, z * (Pi / 4)
}

var sinSeries = [...]float64{-1.66666666666666307295e-1, 8.33333333332211858878e-3, -1.98412698295895385996e-4,
	2.75573136213857245213e-6, -2.50507477628578072866e-8, 1.58962301576546568060e-10}

var cosSeries = [...]float64{4.16666666666665929218e-2, -1.38888888888730564116e-3, 2.48015872888517045348e-5,
	-2.75573141792967388112e-7, 2.08757008419747316778e-9, -1.13585365213876817300e-11}

// kernels gives sine and cosine of |z| <= pi/4.
func sinKernel(z float64) float64 {
	zz := z * z
	return z + z*zz*horner(zz, sinSeries[:])
}

func cosKernel(z float64) float64 {
	zz := z * z
	return 1.0 - 0.5*zz + zz*zz*horner(zz, cosSeries[:])
}

func Sin(x float64) float64 {
	switch {
	case x == 0 || IsNaN(x):
		return x
	case IsInf(x, 0):
		return NaN()
	}
	negative := x < 0
	j, z := octant(Abs(x))
	if j > 3 {
		negative = !negative
		j -= 4
	}
	y := 0.0
	if j == 1 || j == 2 {
		y = cosKernel(z)
	} else {
		y = sinKernel(z)
	}
	if negative {
		y = -y
	}
	return y
}

func Cos(x float64) float64 {
	if IsNaN(x) || IsInf(x, 0) {
		return NaN()
	}
	negative := false
	j, z := octant(Abs(x))
	if j > 3 {
		negative = true
		j -= 4
	}
	if j > 1 {
		negative = !negative
	}
	y := 0.0
	if j == 1 || j == 2 {
		y = sinKernel(z)
	} else {
		y = cosKernel(z)
	}
	if negative {
		y = -y
	}
	return y
}

func Sincos(x float64) (float64, float64) {
	if x == 0 {
		return x, 1
	}
	return Sin(x), Cos(x)
}

func Tan(x float64) float64 {
	switch {
	case x == 0 || IsNaN(x):
		return x
	case IsInf(x, 0):
		return NaN()
	}
	j, z := octant(Abs(x))
	zz := z * z
	y := z
	if zz > 1e-14 {
		p := (-1.30936939181383777646e4*zz+1.15351664838587416140e6)*zz + -1.79565251976484877988e7
		q := (((zz+1.36812963470692954678e4)*zz+-1.32089234440210967447e6)*zz+2.50083801823357915839e7)*zz + -5.38695755929454629881e7
		y = z + z*(zz*p/q)
	}
	if j&2 == 2 {
		y = -1 / y
	}
	if x < 0 {
		y = -y
	}
	return y
}

// arc is the arcus tangent of |x| <= 0.66.
func arc(x float64) float64 {
	z := x * x
	p := (((-8.750608600031904122785e-01*z+-1.615753718733365076637e+01)*z+-7.500855792314704667340e+01)*z+-1.228866684490136173410e+02)*z + -6.485021904942025371773e+01
	q := ((((z+2.485846490142306297962e+01)*z+1.650270098316988542046e+02)*z+4.328810604912902668951e+02)*z+4.853903996359136964868e+02)*z + 1.945506571482613964425e+02
	z = z * p / q
	return x*z + x
}

// positiveAtan takes x >= 0 into arc's range.
func positiveAtan(x float64) float64 {
	const moreBits = 6.123233995736765886130e-17 // what Pi/2 lacks
	switch {
	case x <= 0.66:
		return arc(x)
	case x > 2.41421356237309504880: // tan 3pi/8
		return Pi/2 - arc(1/x) + moreBits
	}
	return Pi/4 + arc((x-1)/(x+1)) + 0.5*moreBits
}

func Atan(x float64) float64 {
	switch {
	case x == 0:
		return x
	case x > 0:
		return positiveAtan(x)
	}
	return -positiveAtan(-x)
}

func Asin(x float64) float64 {
	if x == 0 {
		return x
	}
	ax := Abs(x)
	if !(ax <= 1) {
		return NaN()
	}
	t := Sqrt(1 - ax*ax)
	if ax > 0.7 {
		t = Pi/2 - positiveAtan(t/ax)
	} else {
		t = positiveAtan(ax / t)
	}
	if x < 0 {
		t = -t
	}
	return t
}

func Acos(x float64) float64 { return Pi/2 - Asin(x) }

func Atan2(y, x float64) float64 {
	switch {
	case IsNaN(y) || IsNaN(x):
		return NaN()
	case y == 0:
		if x >= 0 && !Signbit(x) {
			return Copysign(0, y)
		}
		return Copysign(Pi, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 0):
		switch {
		case IsInf(x, 1) && IsInf(y, 0):
			return Copysign(Pi/4, y)
		case IsInf(x, 1):
			return Copysign(0, y)
		case IsInf(y, 0):
			return Copysign(3*Pi/4, y)
		}
		return Copysign(Pi, y)
	case IsInf(y, 0):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	if x < 0 {
		if q <= 0 {
			return q + Pi
		}
		return q - Pi
	}
	return q
}

func Sinh(x float64) float64 {
	negative := x < 0
	x = pick(negative, -x, x)
	switch {
	case x > 21:
		x = Exp(x) * 0.5
	case x > 0.5:
		e := Exp(x)
		x = (e - 1/e) * 0.5
	default:
		sq := x * x
		p := (((-0.2630563213397497062819489e+2*sq+-0.2894211355989563807284660366e+4)*sq+-0.8991272022039509355398013511e+5)*sq + -0.6307673640497716991184787251e+6) * x
		x = p / (((sq+-0.173678953558233699533450911e+3)*sq+0.1521517378790019070696485176e+5)*sq + -0.6307673640497716991212077277e+6)
	}
	return pick(negative, -x, x)
}

func pick(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

func Cosh(x float64) float64 {
	x = Abs(x)
	if x > 21 {
		return Exp(x) * 0.5
	}
	e := Exp(x)
	return (e + 1/e) * 0.5
}

func Tanh(x float64) float64 {
	z := Abs(x)
	switch {
	case z > 0.5*8.8029691931113054295988e+01:
		return pick(x < 0, -1, 1)
	case z >= 0.625:
		s := Exp(2 * z)
		z = 1 - 2/(s+1)
		return pick(x < 0, -z, z)
	case x == 0:
		return x
	}
	s := x * x
	p := (-9.64399179425052238628e-1*s+-9.92877231001918586564e1)*s + -1.61468768441708447952e3
	q := ((s+1.12811678491632931402e2)*s+2.23548839060100448583e3)*s + 4.84406305325125486048e3
	return x + x*s*p/q
}

const (
	nearZero = 1.0 / (1 << 28)
	large    = 1 << 28
	logTwo   = 6.93147180559945286227e-01
)

func Asinh(x float64) float64 {
	if IsNaN(x) || IsInf(x, 0) {
		return x
	}
	negative := x < 0
	x = pick(negative, -x, x)
	t := x
	switch {
	case x > large:
		t = Log(x) + logTwo
	case x > 2:
		t = Log(2*x + 1/(Sqrt(x*x+1)+x))
	case x >= nearZero:
		t = Log1p(x + x*x/(1+Sqrt(1+x*x)))
	}
	return pick(negative, -t, t)
}

func Acosh(x float64) float64 {
	switch {
	case x < 1 || IsNaN(x):
		return NaN()
	case x == 1:
		return 0
	case x >= large:
		return Log(x) + logTwo
	case x > 2:
		return Log(2*x - 1/(x+Sqrt(x*x-1)))
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

func Atanh(x float64) float64 {
	switch {
	case x < -1 || x > 1 || IsNaN(x):
		return NaN()
	case x == 1:
		return Inf(1)
	case x == -1:
		return Inf(-1)
	}
	negative := x < 0
	x = pick(negative, -x, x)
	t := x
	switch {
	case x < nearZero:
	case x < 0.5:
		t = x + x
		t = 0.5 * Log1p(t+t*x/(1-x))
	default:
		t = 0.5 * Log1p((x+x)/(1-x))
	}
	return pick(negative, -t, t)
}
