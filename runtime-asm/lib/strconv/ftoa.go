// ftoa.go: floating-point numbers to text. A float is m * 2^e; its decimal expansion is finite (for
// e < 0 it is m * 5^-e, with the point moved -e places), so rounding to a precision is done on the
// exact digits, half to even. The shortest text that reads back as the same number is found between
// the exact expansions of the two points halfway to the neighbours; numbers of up to 15 digits take a
// short cut first.

package strconv

import "unsafe"

// decimal is 0.d1d2d3... * 10^dp.
type decimal struct {
	d  []byte
	dp int
}

type floatInfo struct {
	mantBits uint
	expBits  uint
	bias     int
}

// split takes a float apart: value = mant * 2^exp for a finite one; special is set for infinities and
// NaN.
func split(val float64, bitSize int) (neg bool, mant uint64, exp int, info floatInfo, special bool) {
	var bits uint64
	switch bitSize {
	case 32:
		f := float32(val)
		bits = uint64(*(*uint32)(unsafe.Pointer(&f)))
		info = floatInfo{23, 8, -127}
	case 64:
		bits = *(*uint64)(unsafe.Pointer(&val))
		info = floatInfo{52, 11, -1023}
	default:
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	neg = bits>>(info.mantBits+info.expBits) != 0
	mant = bits & (1<<info.mantBits - 1)
	exp = int(bits>>info.mantBits) & (1<<info.expBits - 1)
	switch exp {
	case 1<<info.expBits - 1:
		special = true
	case 0:
		exp++ // denormal: no hidden bit
	default:
		mant |= 1 << info.mantBits
	}
	exp += info.bias - int(info.mantBits)
	return
}

func genericFtoa(dst []byte, val float64, fmt byte, prec, bitSize int) []byte {
	neg, mant, exp, info, special := split(val, bitSize)
	if special {
		switch {
		case val != val:
			return append(dst, "NaN"...)
		case neg:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	if neg {
		dst = append(dst, '-')
	}
	switch fmt {
	case 'b':
		dst = AppendUint(dst, mant, 10)
		dst = append(dst, 'p')
		if exp >= 0 {
			dst = append(dst, '+')
		}
		return AppendInt(dst, int64(exp), 10)
	case 'x', 'X':
		return appendHex(dst, mant, exp, fmt, prec, info)
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if neg {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', fmt)
	}

	var buf [24]byte
	d := decimal{d: buf[:0]}
	shortest := prec < 0
	switch {
	case mant == 0:
	case shortest:
		if !d.short(mant, exp, bitSize) {
			d.shortest(mant, exp, info)
		}
	default:
		d.exact(mant, exp)
		switch fmt {
		case 'e', 'E':
			d.round(prec + 1)
		case 'f':
			d.round(d.dp + prec)
		default:
			if prec == 0 {
				prec = 1
			}
			d.round(prec)
		}
	}
	if shortest {
		switch fmt {
		case 'e', 'E':
			prec = len(d.d) - 1
		case 'f':
			prec = 0
			if len(d.d) > d.dp {
				prec = len(d.d) - d.dp
			}
		default:
			prec = len(d.d)
		}
	}
	switch fmt {
	case 'e', 'E':
		return d.appendE(dst, prec, fmt)
	case 'f':
		return d.appendF(dst, prec)
	}
	// %g: %e for exponents below -4 or beyond the precision, which counts as 6 for the shortest form.
	edge := prec
	if edge > len(d.d) && len(d.d) >= d.dp {
		edge = len(d.d)
	}
	if shortest {
		edge = 6
	}
	if x := d.dp - 1; x < -4 || x >= edge {
		if prec > len(d.d) {
			prec = len(d.d)
		}
		return d.appendE(dst, prec-1, fmt+'e'-'g')
	}
	if prec > d.dp {
		prec = len(d.d)
	}
	if prec -= d.dp; prec < 0 {
		prec = 0
	}
	return d.appendF(dst, prec)
}

// powersOf10 are exact as float64.
var powersOf10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// short tries to find the shortest digits as n / 10^p with n below 10^15: then n and 10^p are exact,
// their quotient is rounded once, and no other n of that p yields the number. The least p that works
// is the answer.
func (d *decimal) short(mant uint64, exp int, bitSize int) bool {
	if bitSize != 64 || exp > 0 || exp < -80 {
		return false
	}
	f := float64(mant)
	for e := exp; e < 0; {
		step := e
		if step < -60 {
			step = -60
		}
		f /= float64(uint64(1) << uint(-step))
		e -= step
	}
	for p := 0; p < len(powersOf10); p++ {
		scaled := f * powersOf10[p]
		if scaled >= 1e15 {
			return false
		}
		n := uint64(scaled + 0.5)
		if n != 0 && float64(n)/powersOf10[p] == f {
			var buf [65]byte
			text := buf[formatBits(&buf, n, 10):]
			d.d = append(d.d, text...)
			d.dp = len(text) - p
			d.trim()
			return true
		}
	}
	return false
}

func (d *decimal) trim() {
	n := len(d.d)
	for n > 0 && d.d[n-1] == '0' {
		n--
	}
	d.d = d.d[:n]
}

// scale gives the natural number x with mant * 2^exp = mant * x / 10^point.
func scale(exp int) (x nat, point int) {
	if exp >= 0 {
		return newNat(1).shl(uint(exp)), 0
	}
	return newNat(1).mulPow5(-exp), -exp
}

// exact sets d to all digits of mant * 2^exp.
func (d *decimal) exact(mant uint64, exp int) {
	for mant&1 == 0 && exp < 0 {
		mant >>= 1
		exp++
	}
	x, point := scale(exp)
	d.d = x.mul64(mant).appendDecimal(d.d[:0])
	d.dp = len(d.d) - point
	d.trim()
}

// round keeps n digits, rounding half to even.
func (d *decimal) round(n int) {
	if n < 0 {
		d.d, d.dp = d.d[:0], 0
		return
	}
	if n >= len(d.d) {
		return
	}
	up := d.d[n] > '5'
	if d.d[n] == '5' {
		up = n+1 < len(d.d) || n > 0 && d.d[n-1]&1 == 1 // d has no trailing zeros
	}
	d.d = d.d[:n]
	if up {
		d.increment()
	}
	d.trim()
	if len(d.d) == 0 {
		d.dp = 0
	}
}

// increment adds one to the last digit.
func (d *decimal) increment() {
	for i := len(d.d) - 1; i >= 0; i-- {
		if d.d[i] < '9' {
			d.d[i]++
			d.d = d.d[:i+1]
			return
		}
	}
	d.d = append(d.d[:0], '1')
	d.dp++
}

// shortest sets d to the fewest digits that lie between the halfway points to the neighbours, which
// themselves count if mant is even (reading rounds half to even).
func (d *decimal) shortest(mant uint64, exp int, info floatInfo) {
	x, point := scale(exp - 2)
	below := uint64(2)
	if mant == 1<<info.mantBits && exp > info.bias-int(info.mantBits)+1 {
		below = 1 // the neighbour below is half as far away
	}
	up := x.mul64(4*mant + 2).appendDecimal(nil)
	mid := x.mul64(4 * mant).appendDecimal(nil)
	low := x.mul64(4*mant - below).appendDecimal(nil)
	for len(mid) < len(up) {
		mid = append([]byte{'0'}, mid...)
	}
	for len(low) < len(up) {
		low = append([]byte{'0'}, low...)
	}
	inclusive := mant&1 == 0
	for n := 1; ; n++ {
		down := n >= len(mid) || atLeast(mid[:n], low, inclusive)
		above := decimal{d: append(d.d[:0], mid[:n]...), dp: len(mid)}
		above.increment()
		upOK := n < len(mid) && atMost(above, up, inclusive)
		if down && upOK {
			// Both: the nearer one, half to even on the exact digits.
			c := mid[n]
			rest := false
			for _, b := range mid[n+1:] {
				rest = rest || b != '0'
			}
			up := c > '5' || c == '5' && (rest || mid[n-1]&1 == 1)
			down, upOK = !up, up
		}
		switch {
		case down:
			d.d, d.dp = append(d.d[:0], mid[:n]...), len(mid)-point
		case upOK:
			d.d, d.dp = above.d, above.dp-point
		default:
			continue
		}
		for len(d.d) > 0 && d.d[0] == '0' {
			d.d = d.d[1:]
			d.dp--
		}
		d.trim()
		return
	}
}

// atLeast compares the number that starts with prefix and goes on with zeros against low.
func atLeast(prefix, low []byte, orEqual bool) bool {
	for i, c := range prefix {
		if c != low[i] {
			return c > low[i]
		}
	}
	for _, c := range low[len(prefix):] {
		if c != '0' {
			return false
		}
	}
	return orEqual
}

// atMost compares x, whose dp counts like the length of up, against up.
func atMost(x decimal, up []byte, orEqual bool) bool {
	if x.dp > len(up) {
		return false // carried beyond the first digit; up is all it could reach
	}
	for i, c := range up {
		b := byte('0')
		if i < len(x.d) {
			b = x.d[i]
		}
		if b != c {
			return b < c
		}
	}
	return orEqual
}

// digit is the i-th digit, zeros beyond both ends.
func (d *decimal) digit(i int) byte {
	if i >= 0 && i < len(d.d) {
		return d.d[i]
	}
	return '0'
}

// appendE appends -d.ddde±dd.
func (d *decimal) appendE(dst []byte, prec int, fmt byte) []byte {
	dst = append(dst, d.digit(0))
	if prec > 0 {
		dst = append(dst, '.')
		for i := 1; i <= prec; i++ {
			dst = append(dst, d.digit(i))
		}
	}
	exp := d.dp - 1
	if len(d.d) == 0 {
		exp = 0
	}
	return appendExp(append(dst, fmt), exp)
}

// appendExp appends a signed exponent of at least two digits.
func appendExp(dst []byte, exp int) []byte {
	sign := byte('+')
	if exp < 0 {
		sign, exp = '-', -exp
	}
	dst = append(dst, sign)
	if exp < 10 {
		dst = append(dst, '0')
	}
	return AppendInt(dst, int64(exp), 10)
}

// appendF appends ddd.ddd.
func (d *decimal) appendF(dst []byte, prec int) []byte {
	if d.dp <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < d.dp; i++ {
		dst = append(dst, d.digit(i))
	}
	if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, d.digit(d.dp+i))
		}
	}
	return dst
}

// appendHex appends 0x1.yyyp±dd: the mantissa shifted so that its first digit is 1.
func appendHex(dst []byte, mant uint64, exp int, fmt byte, prec int, info floatInfo) []byte {
	if mant == 0 {
		exp = 0
	} else {
		exp += int(info.mantBits)
		// The leading one goes to bit 60, leaving 15 digits of fraction.
		mant <<= 60 - info.mantBits
		for mant>>60 == 0 {
			mant <<= 1
			exp--
		}
	}
	if prec >= 0 && prec < 15 {
		shift := uint(60 - 4*prec)
		extra := mant & (1<<shift - 1)
		mant >>= shift
		if half := uint64(1) << (shift - 1); extra > half || extra == half && mant&1 == 1 {
			mant++
		}
		mant <<= shift
		if mant>>61 != 0 {
			mant >>= 1
			exp++
		}
	}
	hex := "0123456789abcdef"
	if fmt == 'X' {
		hex = "0123456789ABCDEF"
	}
	dst = append(dst, '0', fmt, '0'+byte(mant>>60))
	mant <<= 4
	if prec < 0 && mant != 0 {
		dst = append(dst, '.')
		for ; mant != 0; mant <<= 4 {
			dst = append(dst, hex[mant>>60])
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, hex[mant>>60])
			mant <<= 4
		}
	}
	return appendExp(append(dst, fmt-'x'+'p'), exp)
}
