// utf8.go: encoding and decoding of UTF-8 (RFC 3629): no surrogates, nothing above U+10FFFF, no
// overlong forms. A malformed sequence decodes as U+FFFD of width one byte.

package utf8

// first says of a leading byte how long its sequence is (low three bits) and which range its second
// byte must lie in (high four bits, an index into acceptRanges). 0xF0: a complete ASCII character;
// 0xF1: never a leading byte.
var first = [256]uint8{
	0x00: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x10: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x20: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x30: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x40: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x50: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x60: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x70: 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0, 0xF0,
	0x80: 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1,
	0x90: 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1,
	0xA0: 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1,
	0xB0: 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1,
	0xC0: 0xF1, 0xF1, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02,
	0xD0: 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02,
	0xE0: 0x13, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x23, 0x03, 0x03,
	0xF0: 0x34, 0x04, 0x04, 0x04, 0x44, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1, 0xF1,
}

// acceptRanges bounds second bytes: E0 excludes overlong forms, ED surrogates, F0 overlong forms, F4
// what lies above U+10FFFF.
var acceptRanges = [16]acceptRange{
	0: {locb, hicb},
	1: {0xA0, hicb},
	2: {locb, 0x9F},
	3: {0x90, hicb},
	4: {locb, 0x8F},
}

// FullRune reports whether p begins with a whole encoding; a malformed one counts as whole.
func FullRune(p []byte) bool {
	if len(p) == 0 {
		return false
	}
	x := first[p[0]]
	if len(p) >= int(x&7) {
		return true
	}
	if len(p) > 1 {
		r := acceptRanges[x>>4]
		if p[1] < r.lo || p[1] > r.hi {
			return true
		}
	}
	return len(p) > 2 && (p[2] < locb || p[2] > hicb)
}

// decode is the common part: n bytes are at hand, b0..b3 the first four of them (or fewer).
func decode(b0, b1, b2, b3 byte, n int) (rune, int) {
	x := first[b0]
	size := int(x & 7)
	if x >= 0xF0 || n < size {
		return RuneError, 1
	}
	if r := acceptRanges[x>>4]; b1 < r.lo || b1 > r.hi {
		return RuneError, 1
	}
	if size == 2 {
		return rune(b0&mask2)<<6 | rune(b1&maskx), 2
	}
	if b2 < locb || b2 > hicb {
		return RuneError, 1
	}
	if size == 3 {
		return rune(b0&mask3)<<12 | rune(b1&maskx)<<6 | rune(b2&maskx), 3
	}
	if b3 < locb || b3 > hicb {
		return RuneError, 1
	}
	return rune(b0&mask4)<<18 | rune(b1&maskx)<<12 | rune(b2&maskx)<<6 | rune(b3&maskx), 4
}

// DecodeRune gives the first rune of p and its width; (RuneError, 0) if p is empty.
func DecodeRune(p []byte) (rune, int) {
	switch n := len(p); {
	case n == 0:
		return RuneError, 0
	case p[0] < RuneSelf:
		return rune(p[0]), 1
	case n == 1:
		return RuneError, 1
	case n == 2:
		return decode(p[0], p[1], 0, 0, n)
	case n == 3:
		return decode(p[0], p[1], p[2], 0, n)
	default:
		return decode(p[0], p[1], p[2], p[3], n)
	}
}

// DecodeRuneInString is DecodeRune for a string.
func DecodeRuneInString(s string) (rune, int) {
	switch n := len(s); {
	case n == 0:
		return RuneError, 0
	case s[0] < RuneSelf:
		return rune(s[0]), 1
	case n == 1:
		return RuneError, 1
	case n == 2:
		return decode(s[0], s[1], 0, 0, n)
	case n == 3:
		return decode(s[0], s[1], s[2], 0, n)
	default:
		return decode(s[0], s[1], s[2], s[3], n)
	}
}

// DecodeLastRune gives the last rune of p and its width: it steps back to the nearest leading byte
// and takes what starts there if that reaches exactly to the end.
func DecodeLastRune(p []byte) (rune, int) {
	end := len(p)
	if end == 0 {
		return RuneError, 0
	}
	if c := p[end-1]; c < RuneSelf {
		return rune(c), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(p[start]) {
			if r, n := DecodeRune(p[start:end]); start+n == end {
				return r, n
			}
			break
		}
	}
	return RuneError, 1
}

// DecodeLastRuneInString is DecodeLastRune for a string.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	if c := s[end-1]; c < RuneSelf {
		return rune(c), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if RuneStart(s[start]) {
			if r, n := DecodeRuneInString(s[start:end]); start+n == end {
				return r, n
			}
			break
		}
	}
	return RuneError, 1
}

// EncodeRune writes r into p, which must be long enough, and gives the width. What is no rune
// becomes U+FFFD.
func EncodeRune(p []byte, r rune) int {
	switch u := uint32(r); {
	case u <= rune1Max:
		p[0] = byte(r)
		return 1
	case u <= rune2Max:
		_ = p[1]
		p[0] = t2 | byte(r>>6)
		p[1] = tx | byte(r)&maskx
		return 2
	case u > MaxRune, surrogateMin <= u && u <= surrogateMax:
		r = RuneError
		fallthrough
	case u <= rune3Max:
		_ = p[2]
		p[0] = t3 | byte(r>>12)
		p[1] = tx | byte(r>>6)&maskx
		p[2] = tx | byte(r)&maskx
		return 3
	default:
		_ = p[3]
		p[0] = t4 | byte(r>>18)
		p[1] = tx | byte(r>>12)&maskx
		p[2] = tx | byte(r>>6)&maskx
		p[3] = tx | byte(r)&maskx
		return 4
	}
}

// RuneCount counts the runes of p; a malformed byte counts as one.
func RuneCount(p []byte) (n int) {
	for i := 0; i < len(p); n++ {
		if p[i] < RuneSelf {
			i++
			continue
		}
		_, size := DecodeRune(p[i:])
		i += size
	}
	return n
}

// RuneCountInString counts the runes of s.
func RuneCountInString(s string) (n int) {
	for range s {
		n++
	}
	return n
}

// Valid reports whether p is all UTF-8.
func Valid(p []byte) bool {
	for i := 0; i < len(p); {
		if p[i] < RuneSelf {
			i++
			continue
		}
		r, size := DecodeRune(p[i:])
		if r == RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}

// ValidString reports whether s is all UTF-8.
func ValidString(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
			continue
		}
		r, size := DecodeRuneInString(s[i:])
		if r == RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}
