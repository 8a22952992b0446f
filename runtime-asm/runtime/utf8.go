// UTF-8 in the runtime: range over strings, conversions to and from runes.
//
// A character takes one to four bytes:
//
//	up to   first     others
//	7F      0xxxxxxx
//	7FF     110xxxxx  10xxxxxx
//	FFFF    1110xxxx  10xxxxxx 10xxxxxx
//	10FFFF  11110xxx  10xxxxxx 10xxxxxx 10xxxxxx
//
// Longer forms than needed, surrogates (D800 to DFFF) and larger values are errors: decoding them yields
// FFFD and one byte.
package runtime

const (
	runeError = '\uFFFD'
	runeSelf  = 0x80 // characters below are single bytes
	maxRune   = 0x10FFFF
)

// countrunes is len([]rune(s)).
func countrunes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

// decoderune decodes the character of s at byte k, which is no ASCII, and gives the position behind it.
// The loops that the compiler makes of range handle ASCII themselves.
func decoderune(s string, k int) (r rune, pos int) {
	s = s[k:]
	switch c := s[0]; {
	case 0xC2 <= c && c < 0xE0:
		if len(s) > 1 && isTail(s[1]) {
			return rune(c&0x1F)<<6 | rune(s[1]&0x3F), k + 2
		}
	case 0xE0 <= c && c < 0xF0:
		if len(s) > 2 && isTail(s[1]) && isTail(s[2]) {
			r = rune(c&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
			if r > 0x7FF && (r < 0xD800 || r > 0xDFFF) {
				return r, k + 3
			}
		}
	case 0xF0 <= c && c < 0xF5:
		if len(s) > 3 && isTail(s[1]) && isTail(s[2]) && isTail(s[3]) {
			r = rune(c&0x07)<<18 | rune(s[1]&0x3F)<<12 | rune(s[2]&0x3F)<<6 | rune(s[3]&0x3F)
			if r > 0xFFFF && r <= maxRune {
				return r, k + 4
			}
		}
	}
	return runeError, k + 1
}

func isTail(b byte) bool { return b&0xC0 == 0x80 }

// encoderune writes the UTF-8 form of r to b and gives its length.
func encoderune(b []byte, r rune) int {
	if uint32(r) > maxRune || r >= 0xD800 && r <= 0xDFFF {
		r = runeError
	}
	switch {
	case r < runeSelf:
		b[0] = byte(r)
		return 1
	case r <= 0x7FF:
		_ = b[1]
		b[0] = 0xC0 | byte(r>>6)
		b[1] = 0x80 | byte(r)&0x3F
		return 2
	case r <= 0xFFFF:
		_ = b[2]
		b[0] = 0xE0 | byte(r>>12)
		b[1] = 0x80 | byte(r>>6)&0x3F
		b[2] = 0x80 | byte(r)&0x3F
		return 3
	}
	_ = b[3]
	b[0] = 0xF0 | byte(r>>18)
	b[1] = 0x80 | byte(r>>12)&0x3F
	b[2] = 0x80 | byte(r>>6)&0x3F
	b[3] = 0x80 | byte(r)&0x3F
	return 4
}
