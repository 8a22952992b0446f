// mapping.go: case, trimming, and whatever else works rune by rune. Results are new slices, except
// those of trimming.

package bytes

import (
	"unicode"
	"unicode/utf8"
)

func appendRune(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(b, byte(r))
	}
	var enc [utf8.UTFMax]byte
	return append(b, enc[:utf8.EncodeRune(enc[:], r)]...)
}

// Map replaces each rune by mapping's result and drops negative ones.
func Map(mapping func(r rune) rune, s []byte) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRune(s[i:])
		if r = mapping(r); r >= 0 {
			out = appendRune(out, r)
		}
		i += size
	}
	return out
}

// flipCase flips the case of ASCII letters in [first, first+26), unless s has other characters.
func flipCase(s []byte, first byte) (out []byte, ok bool) {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return nil, false
		}
	}
	out = make([]byte, len(s))
	for i, c := range s {
		if c-first < 26 {
			c ^= 'a' - 'A'
		}
		out[i] = c
	}
	return out, true
}

func ToUpper(s []byte) []byte {
	if out, ok := flipCase(s, 'a'); ok {
		return out
	}
	return Map(unicode.ToUpper, s)
}

func ToLower(s []byte) []byte {
	if out, ok := flipCase(s, 'A'); ok {
		return out
	}
	return Map(unicode.ToLower, s)
}

func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToUpper, s) }
func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToLower, s) }
func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToTitle, s) }

// ToValidUTF8 replaces each run of malformed bytes.
func ToValidUTF8(s, replacement []byte) []byte {
	out := make([]byte, 0, len(s)+len(replacement))
	inRun := false
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && width == 1 {
			if !inRun {
				out = append(out, replacement...)
			}
			inRun = true
		} else {
			inRun = false
			out = append(out, s[i:i+width]...)
		}
		i += width
	}
	return out
}

// isSeparator reports whether r may stand before a word.
func isSeparator(r rune) bool {
	switch {
	case '0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r == '_':
		return false
	case r < utf8.RuneSelf:
		return true
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return false
	}
	return unicode.IsSpace(r)
}

// Title gives words a title case letter.
func Title(s []byte) []byte {
	before := ' '
	return Map(func(r rune) rune {
		first := isSeparator(before)
		before = r
		if first {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	i := lastIndexFunc(s, f, false)
	if i < 0 {
		return s[:0]
	}
	_, width := utf8.DecodeRune(s[i:])
	return s[:i+width]
}

func TrimFunc(s []byte, f func(r rune) bool) []byte {
	return TrimRightFunc(TrimLeftFunc(s, f), f)
}

func inSet(cutset string) func(rune) bool {
	return func(r rune) bool { return inString(cutset, r) }
}

func Trim(s []byte, cutset string) []byte      { return TrimFunc(s, inSet(cutset)) }
func TrimLeft(s []byte, cutset string) []byte  { return TrimLeftFunc(s, inSet(cutset)) }
func TrimRight(s []byte, cutset string) []byte { return TrimRightFunc(s, inSet(cutset)) }

// TrimSpace gives nil if nothing is left.
func TrimSpace(s []byte) []byte {
	if s = TrimFunc(s, unicode.IsSpace); len(s) == 0 {
		return nil
	}
	return s
}

func Runes(s []byte) []rune {
	out := make([]rune, 0, utf8.RuneCount(s))
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		out = append(out, r)
		s = s[size:]
	}
	return out
}

// EqualFold compares under Unicode's simple case folding.
func EqualFold(s, t []byte) bool {
	for len(s) > 0 && len(t) > 0 {
		a, n := utf8.DecodeRune(s)
		b, m := utf8.DecodeRune(t)
		s, t = s[n:], t[m:]
		if !equalFold(a, b) {
			return false
		}
	}
	return len(s) == len(t)
}

func equalFold(a, b rune) bool {
	if a == b {
		return true
	}
	if a > b {
		a, b = b, a
	}
	if b < utf8.RuneSelf {
		return 'A' <= a && a <= 'Z' && b == a+'a'-'A'
	}
	r := unicode.SimpleFold(a)
	for r != a && r < b {
		r = unicode.SimpleFold(r)
	}
	return r == b
}
