// Division of complex numbers. + - and * are instructions; for / the compiler calls this.
package runtime

// complex128div divides. NaN and infinite parts are settled as C99 (annex G) says: a number with
// an infinite part is an infinity whatever the other part is.
func complex128div(n, m complex128) complex128 {
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	var e, f float64
	// Dividing by the larger part first keeps intermediate results in range.
	if abs(c) >= abs(d) {
		ratio := d / c
		denom := c + ratio*d
		e = (a + b*ratio) / denom
		f = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := d + ratio*c
		e = (a*ratio + b) / denom
		f = (b*ratio - a) / denom
	}
	if isNaN(e) && isNaN(f) {
		switch {
		case m == 0 && (!isNaN(a) || !isNaN(b)):
			e = copysign(infinity(), c) * a
			f = copysign(infinity(), c) * b
		case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
			a, b = inf2one(a), inf2one(b)
			e = infinity() * (a*c + b*d)
			f = infinity() * (b*c - a*d)
		case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
			c, d = inf2one(c), inf2one(d)
			e = 0 * (a*c + b*d)
			f = 0 * (b*c - a*d)
		}
	}
	return complex(e, f)
}

// inf2one is 1 for an infinity and 0 for other numbers, with the sign of x.
func inf2one(x float64) float64 {
	if isInf(x) {
		return copysign(1, x)
	}
	return copysign(0, x)
}
