// quote.go: quoted strings and runes as Go source spells them, and back.

package strconv

import "unicode/utf8"

const lowerHex = "0123456789abcdef"

func appendQuotedWith(buf []byte, s string, quote byte, ASCIIonly, graphicOnly bool) []byte {
	buf = append(buf, quote)
	for len(s) > 0 {
		r, width := rune(s[0]), 1
		if r >= utf8.RuneSelf {
			r, width = utf8.DecodeRuneInString(s)
		}
		if r == utf8.RuneError && width == 1 {
			buf = append(buf, '\\', 'x', lowerHex[s[0]>>4], lowerHex[s[0]&15])
		} else {
			buf = appendEscaped(buf, r, quote, ASCIIonly, graphicOnly)
		}
		s = s[width:]
	}
	return append(buf, quote)
}

func appendQuotedRuneWith(buf []byte, r rune, quote byte, ASCIIonly, graphicOnly bool) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	buf = append(buf, quote)
	buf = appendEscaped(buf, r, quote, ASCIIonly, graphicOnly)
	return append(buf, quote)
}

// appendEscaped appends one rune: itself if it can be seen, else an escape.
func appendEscaped(buf []byte, r rune, quote byte, ASCIIonly, graphicOnly bool) []byte {
	if r == rune(quote) || r == '\\' {
		return append(buf, '\\', byte(r))
	}
	if r < utf8.RuneSelf && IsPrint(r) {
		return append(buf, byte(r))
	}
	if !ASCIIonly && r >= utf8.RuneSelf && (IsPrint(r) || graphicOnly && IsGraphic(r)) {
		var enc [utf8.UTFMax]byte
		return append(buf, enc[:utf8.EncodeRune(enc[:], r)]...)
	}
	if 7 <= r && r <= 13 {
		return append(buf, '\\', "abtnvfr"[r-7])
	}
	width := uint(8)
	switch {
	case r < ' ':
		buf, width = append(buf, '\\', 'x'), 2
	case r > utf8.MaxRune:
		r = utf8.RuneError
		fallthrough
	case r < 0x10000:
		buf, width = append(buf, '\\', 'u'), 4
	default:
		buf = append(buf, '\\', 'U')
	}
	for width > 0 {
		width--
		buf = append(buf, lowerHex[r>>(4*width)&15])
	}
	return buf
}

// CanBackquote reports whether s fits between backquotes: one line, no control characters but tab.
func CanBackquote(s string) bool {
	for len(s) > 0 {
		r, width := utf8.DecodeRuneInString(s)
		s = s[width:]
		switch {
		case width > 1:
			if r == 0xFEFF {
				return false
			}
		case r == utf8.RuneError, r < ' ' && r != '\t', r == '`', r == 0x7F:
			return false
		}
	}
	return true
}

// UnquoteChar reads one character or escape of a string in quotes of the given kind; quote 0 allows
// both kinds unescaped, and no escaped ones.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	switch {
	case c == quote && (quote == '\'' || quote == '"'):
		return 0, false, "", ErrSyntax
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeRuneInString(s)
		return r, true, s[size:], nil
	case c != '\\':
		return rune(c), false, s[1:], nil
	case len(s) == 1:
		return 0, false, "", ErrSyntax
	}
	c, s = s[1], s[2:]
	switch c {
	case 'a':
		value = '\a'
	case 'b':
		value = '\b'
	case 'f':
		value = '\f'
	case 'n':
		value = '\n'
	case 'r':
		value = '\r'
	case 't':
		value = '\t'
	case 'v':
		value = '\v'
	case 'x', 'u', 'U':
		n := 2
		if c == 'u' {
			n = 4
		} else if c == 'U' {
			n = 8
		}
		if len(s) < n {
			return 0, false, "", ErrSyntax
		}
		for i := 0; i < n; i++ {
			d := digitValue(s[i])
			if d >= 16 {
				return 0, false, "", ErrSyntax
			}
			value = value<<4 | rune(d)
		}
		s = s[n:]
		if c != 'x' {
			if value > utf8.MaxRune || n == 8 && value < 0 {
				return 0, false, "", ErrSyntax
			}
			multibyte = true
		}
	case '0', '1', '2', '3', '4', '5', '6', '7':
		value = rune(c - '0')
		if len(s) < 2 {
			return 0, false, "", ErrSyntax
		}
		for i := 0; i < 2; i++ {
			d := s[i] - '0'
			if d > 7 {
				return 0, false, "", ErrSyntax
			}
			value = value<<3 | rune(d)
		}
		if value > 255 {
			return 0, false, "", ErrSyntax
		}
		s = s[2:]
	case '\\':
		value = '\\'
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		value = rune(c)
	default:
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s, nil
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// Unquote gives the string that a Go string or character literal stands for.
func Unquote(s string) (string, error) {
	n := len(s)
	if n < 2 || s[0] != s[n-1] {
		return "", ErrSyntax
	}
	quote := s[0]
	s = s[1 : n-1]
	switch quote {
	case '`':
		if indexByte(s, '`') >= 0 {
			return "", ErrSyntax
		}
		if indexByte(s, '\r') < 0 {
			return s, nil
		}
		buf := make([]byte, 0, len(s)) // carriage returns are no part of a raw string
		for i := 0; i < len(s); i++ {
			if s[i] != '\r' {
				buf = append(buf, s[i])
			}
		}
		return string(buf), nil
	case '"', '\'':
	default:
		return "", ErrSyntax
	}
	if indexByte(s, '\n') >= 0 {
		return "", ErrSyntax
	}
	if indexByte(s, '\\') < 0 && indexByte(s, quote) < 0 {
		if quote == '"' {
			if utf8.ValidString(s) {
				return s, nil
			}
		} else if r, size := utf8.DecodeRuneInString(s); size == len(s) && (r != utf8.RuneError || size != 1) {
			return s, nil
		}
	}
	var enc [utf8.UTFMax]byte
	buf := make([]byte, 0, 3*len(s)/2)
	for len(s) > 0 {
		r, multibyte, tail, err := UnquoteChar(s, quote)
		if err != nil {
			return "", err
		}
		s = tail
		if r < utf8.RuneSelf || !multibyte {
			buf = append(buf, byte(r))
		} else {
			buf = append(buf, enc[:utf8.EncodeRune(enc[:], r)]...)
		}
		if quote == '\'' && s != "" {
			return "", ErrSyntax
		}
	}
	return string(buf), nil
}

// printable reports whether r lies in a range of the table printBounds: the runes at which printable
// ranges begin and end, in turns, three bytes each, high byte first.
func printable(r rune) bool {
	lo, hi := 0, len(printBounds)/3
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		b := rune(printBounds[3*m])<<16 | rune(printBounds[3*m+1])<<8 | rune(printBounds[3*m+2])
		if b <= r {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo&1 == 1 // an odd number of bounds at or below r
}

// IsPrint reports whether r is a letter, mark, number, punctuation, symbol or the ASCII space.
func IsPrint(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r < 0x7F
	}
	return printable(r)
}

// IsGraphic is IsPrint and the other spaces (category Zs).
func IsGraphic(r rune) bool {
	if IsPrint(r) {
		return true
	}
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}
