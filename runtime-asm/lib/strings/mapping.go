// mapping.go: case, trimming, and whatever else works rune by rune.

package strings

import (
	"unicode"
	"unicode/utf8"
)

func (b *Builder) WriteRune(r rune) (int, error) {
	b.copyCheck()
	if r < utf8.RuneSelf {
		b.buf = append(b.buf, byte(r))
		return 1, nil
	}
	var enc [utf8.UTFMax]byte
	n := utf8.EncodeRune(enc[:], r)
	if cap(b.buf)-len(b.buf) < utf8.UTFMax {
		b.grow(utf8.UTFMax)
	}
	b.buf = append(b.buf, enc[:n]...)
	return n, nil
}

// Map replaces each rune by mapping's result and drops negative ones; s itself is given back if
// nothing changes.
func Map(mapping func(rune) rune, s string) string {
	var b Builder
	changed := false
	for i, c := range s {
		r := mapping(c)
		if !changed {
			same := r == c
			if same && c == utf8.RuneError {
				_, width := utf8.DecodeRuneInString(s[i:])
				same = width > 1 // a malformed byte becomes U+FFFD
			}
			if same {
				continue
			}
			changed = true
			b.Grow(len(s) + utf8.UTFMax)
			b.WriteString(s[:i])
		}
		if r >= 0 {
			b.WriteRune(r)
		}
	}
	if !changed {
		return s
	}
	return b.String()
}

// asciiCase says whether s is all ASCII, and whether it has letters in [first, first+26).
func asciiCase(s string, first byte) (ascii, has bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return false, false
		}
		has = has || c-first < 26
	}
	return true, has
}

// flipCase flips the case of ASCII letters in [first, first+26).
func flipCase(s string, first byte) string {
	var b Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c-first < 26 {
			c ^= 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

func ToUpper(s string) string {
	if ascii, has := asciiCase(s, 'a'); ascii {
		if !has {
			return s
		}
		return flipCase(s, 'a')
	}
	return Map(unicode.ToUpper, s)
}

func ToLower(s string) string {
	if ascii, has := asciiCase(s, 'A'); ascii {
		if !has {
			return s
		}
		return flipCase(s, 'A')
	}
	return Map(unicode.ToLower, s)
}

func ToUpperSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToUpper, s) }
func ToLowerSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToLower, s) }
func ToTitleSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToTitle, s) }

// ToValidUTF8 replaces each run of malformed bytes.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b Builder
	b.Grow(len(s) + len(replacement))
	inRun := false
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRuneInString(s[i:])
		if bad := r == utf8.RuneError && width == 1; bad {
			if !inRun {
				b.WriteString(replacement)
			}
			inRun = true
		} else {
			inRun = false
			b.WriteString(s[i : i+width])
		}
		i += width
	}
	return b.String()
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
func Title(s string) string {
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

func TrimRightFunc(s string, f func(rune) bool) string {
	i := lastIndexFunc(s, f, false)
	if i < 0 {
		return ""
	}
	_, width := utf8.DecodeRuneInString(s[i:])
	return s[:i+width]
}

func TrimFunc(s string, f func(rune) bool) string {
	return TrimRightFunc(TrimLeftFunc(s, f), f)
}

func inSet(cutset string) func(rune) bool {
	if len(cutset) == 1 && cutset[0] < utf8.RuneSelf {
		return func(r rune) bool { return r == rune(cutset[0]) }
	}
	return func(r rune) bool { return IndexRune(cutset, r) >= 0 }
}

func Trim(s string, cutset string) string {
	if s == "" || cutset == "" {
		return s
	}
	return TrimFunc(s, inSet(cutset))
}

func TrimLeft(s string, cutset string) string {
	if s == "" || cutset == "" {
		return s
	}
	return TrimLeftFunc(s, inSet(cutset))
}

func TrimRight(s string, cutset string) string {
	if s == "" || cutset == "" {
		return s
	}
	return TrimRightFunc(s, inSet(cutset))
}

func TrimSpace(s string) string {
	isSpace := func(c byte) bool { return c == ' ' || c-'\t' < 5 }
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	if s != "" && (s[0] >= utf8.RuneSelf || s[len(s)-1] >= utf8.RuneSelf) {
		return TrimFunc(s, unicode.IsSpace)
	}
	return s
}

// EqualFold compares under Unicode's simple case folding.
func EqualFold(s, t string) bool {
	for s != "" && t != "" {
		a, n := utf8.DecodeRuneInString(s)
		b, m := utf8.DecodeRuneInString(t)
		s, t = s[n:], t[m:]
		if !equalFold(a, b) {
			return false
		}
	}
	return s == t
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
	// The orbit of a: all runes that fold together.
	r := unicode.SimpleFold(a)
	for r != a && r < b {
		r = unicode.SimpleFold(r)
	}
	return r == b
}
