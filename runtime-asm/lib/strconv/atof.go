// atof.go: text to floating-point numbers, correctly rounded: a decimal number is a quotient of two
// natural numbers, and the float nearest to it (half to even) follows from one long division.

package strconv

import "unsafe"

func floatFromBits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

// equalFold compares s, in any case, with a word in lower case.
func equalFold(s, word string) bool {
	if len(s) != len(word) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// parseSpecial reads infinities and NaN.
func parseSpecial(s string) (f float64, ok bool) {
	word, sign := s, uint64(0)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		word = s[1:]
		if s[0] == '-' {
			sign = 1 << 63
		}
	}
	switch {
	case equalFold(word, "inf"), equalFold(word, "infinity"):
		return floatFromBits(sign | 0x7FF<<52), true
	case equalFold(s, "nan"):
		return floatFromBits(0x7FF8000000000001), true
	}
	return 0, false
}

// number is a float as written.
type number struct {
	neg    bool
	hex    bool
	mant   uint64 // the first 19 digits (16 if hex)
	digits []byte // decimal: all significant digits, if there are more than 19
	point  int    // the value is less than 10^point
	lost   bool   // hex: bits beyond mant were not zero
	exp    int    // power of ten, or of two if hex, that mant (digits) is multiplied with
}

// scanNumber reads s, all of it.
func scanNumber(s string) (x number, ok bool) {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		x.neg = s[i] == '-'
		i++
	}
	base, most, expChar, perDigit := uint64(10), 19, byte('e'), 1
	if i+2 < len(s) && s[i] == '0' && lower(s[i+1]) == 'x' {
		x.hex = true
		base, most, expChar, perDigit = 16, 16, 'p', 4
		i += 2
	}
	start := i
	point, sawPoint, sawDigits, underscores := 0, false, false, false
	taken, seen := 0, 0 // digits in mant, significant digits seen
scan:
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '_':
			underscores = true
		case c == '.':
			if sawPoint {
				break scan
			}
			sawPoint = true
		case '0' <= c && c <= '9' || x.hex && 'a' <= lower(c) && lower(c) <= 'f':
			sawDigits = true
			if c == '0' && seen == 0 {
				// A leading zero: counts only behind the point.
				if sawPoint {
					point--
				}
				continue
			}
			if !sawPoint {
				point++
			}
			seen++
			if taken < most {
				x.mant = x.mant*base + uint64(digitValue(c))
				taken++
			} else if c != '0' {
				x.lost = true
			}
		default:
			break scan
		}
	}
	if !sawDigits {
		return x, false
	}
	end := i
	point *= perDigit
	if x.hex {
		taken *= perDigit
	}
	if i < len(s) && lower(s[i]) == expChar {
		i++
		if i >= len(s) {
			return x, false
		}
		sign := 1
		if s[i] == '+' || s[i] == '-' {
			if s[i] == '-' {
				sign = -1
			}
			i++
		}
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return x, false
		}
		e := 0
		for ; i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_'); i++ {
			if s[i] == '_' {
				underscores = true
			} else if e < 10000 {
				e = e*10 + int(s[i]-'0')
			}
		}
		point += e * sign
	} else if x.hex {
		return x, false // a hexadecimal float needs its exponent
	}
	if i != len(s) || underscores && !underscoresFit(s) {
		return x, false
	}
	x.point = point
	if x.mant != 0 {
		x.exp = point - taken
	}
	if !x.hex && x.lost {
		for j := start; j < end; j++ {
			if c := s[j]; '0' <= c && c <= '9' && (c != '0' || len(x.digits) > 0) {
				x.digits = append(x.digits, c)
			}
		}
		x.exp = point - len(x.digits)
	}
	return x, true
}

// ParseFloat reads a float of 32 or 64 bits.
func ParseFloat(s string, bitSize int) (float64, error) {
	const fn = "ParseFloat"
	if f, ok := parseSpecial(s); ok {
		if bitSize == 32 {
			f = float64(float32(f))
		}
		return f, nil
	}
	x, ok := scanNumber(s)
	if !ok {
		return 0, syntaxError(fn, s)
	}
	info := floatInfo{52, 11, -1023}
	if bitSize == 32 {
		info = floatInfo{23, 8, -127}
	}
	bits, overflow := x.round(info)
	var f float64
	if bitSize == 32 {
		if x.neg {
			bits |= 1 << 31
		}
		b := uint32(bits)
		f = float64(*(*float32)(unsafe.Pointer(&b)))
	} else {
		if x.neg {
			bits |= 1 << 63
		}
		f = floatFromBits(bits)
	}
	if overflow {
		return f, rangeError(fn, s)
	}
	return f, nil
}

// round gives the bits of the nearest float, without sign.
func (x *number) round(info floatInfo) (bits uint64, overflow bool) {
	if x.mant == 0 {
		return 0, false
	}
	if x.hex {
		return assemble(x.mant, x.exp, x.lost, info)
	}
	if !x.lost && info.mantBits == 52 && x.mant < 1<<53 && -22 <= x.exp && x.exp <= 22 {
		// Both operands are exact, so the result is rounded once.
		f := float64(x.mant)
		if x.exp < 0 {
			f /= powersOf10[-x.exp]
		} else {
			f *= powersOf10[x.exp]
		}
		return *(*uint64)(unsafe.Pointer(&f)), false
	}
	switch {
	case x.point > 400:
		return (1<<info.expBits - 1) << info.mantBits, true
	case x.point < -400:
		return 0, false
	}
	// mant * 10^exp = num/den * 2^exp, with powers of five only.
	var num nat
	if x.lost {
		for _, c := range x.digits {
			num = num.mulAdd(10, uint32(c-'0'))
		}
	} else {
		num = newNat(x.mant)
	}
	den := newNat(1)
	if x.exp >= 0 {
		num = num.mulPow5(x.exp)
	} else {
		den = den.mulPow5(-x.exp)
	}
	// Shift so that the quotient has 64 or 65 bits, then divide bit by bit.
	shift := 64 - (num.bitLen() - den.bitLen())
	if shift >= 0 {
		num = num.shl(uint(shift))
	} else {
		den = den.shl(uint(-shift))
	}
	q, sticky, extra := divide(num, den)
	return assemble(q, x.exp-shift+extra, sticky, info)
}

// divide gives the first 64 bits of num/den, which lies in [2^63, 2^65), whether anything is left,
// and by how many bits q must be shifted for the quotient.
func divide(num, den nat) (q uint64, sticky bool, extra int) {
	d := den.shl(64)
	extra = 1
	if num.cmp(d) < 0 {
		d = den.shl(63)
		extra = 0
	}
	// Work with a remainder that doubles, instead of a divisor that halves.
	for i := 0; i < 64; i++ {
		q <<= 1
		if num.cmp(d) >= 0 {
			num = num.sub(d)
			q |= 1
		}
		num = num.mulAdd(2, 0).norm()
	}
	return q, len(num) != 0, extra
}

// assemble rounds mant * 2^exp, plus a little more if sticky, to a float's bits.
func assemble(mant uint64, exp int, sticky bool, info floatInfo) (bits uint64, overflow bool) {
	for mant>>63 == 0 {
		mant <<= 1
		exp--
	}
	// value = 1.fff * 2^(exp+63)
	drop := 63 - int(info.mantBits)
	biased := exp + 63 - info.bias
	if biased < 1 {
		drop += 1 - biased // denormal
		biased = 1
	}
	switch {
	case drop > 64:
		return 0, false
	case drop == 64:
		// The first bit is worth half of the least denormal.
		if mant > 1<<63 || sticky {
			return 1, false
		}
		return 0, false
	}
	rest := mant << uint(64-drop)
	m := mant >> uint(drop)
	if rest > 1<<63 || rest == 1<<63 && (sticky || m&1 == 1) {
		m++
	}
	if m>>(info.mantBits+1) != 0 {
		m >>= 1
		biased++
	}
	if m>>info.mantBits == 0 {
		biased = 0
	}
	if biased >= 1<<info.expBits-1 {
		return (1<<info.expBits - 1) << info.mantBits, true
	}
	return uint64(biased)<<info.mantBits | m&(1<<info.mantBits-1), false
}
