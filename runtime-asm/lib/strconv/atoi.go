// atoi.go: text to integers, with the syntax of Go's literals where the base is 0.

package strconv

import "errors"

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

// Unwrap gives the reason: ErrRange, ErrSyntax, or a bad base or size.
func (e *NumError) Unwrap() error { return e.Err }

func baseError(fn, str string, base int) *NumError {
	return &NumError{fn, str, errors.New("invalid base " + Itoa(base))}
}

func bitSizeError(fn, str string, bitSize int) *NumError {
	return &NumError{fn, str, errors.New("invalid bit size " + Itoa(bitSize))}
}

// lower makes a letter lower case; what is no letter does not become one.
func lower(c byte) byte { return c | ('x' - 'X') }

// digitValue is the value of a digit or letter, 255 if c is neither.
func digitValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= lower(c) && lower(c) <= 'z':
		return lower(c) - 'a' + 10
	}
	return 255
}

// ParseUint reads an unsigned number of the given base; base 0 takes it from the prefix (0b, 0o, 0,
// 0x) and allows underscores between digits.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	const fn = "ParseUint"
	if s == "" {
		return 0, syntaxError(fn, s)
	}
	whole, prefixed := s, base == 0
	switch {
	case 2 <= base && base <= 36:
	case base == 0:
		base = 10
		if s[0] == '0' {
			base, s = 8, s[1:]
			if len(whole) >= 3 {
				switch lower(whole[1]) {
				case 'b':
					base, s = 2, whole[2:]
				case 'o':
					base, s = 8, whole[2:]
				case 'x':
					base, s = 16, whole[2:]
				}
			}
		}
	default:
		return 0, baseError(fn, s, base)
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, bitSizeError(fn, whole, bitSize)
	}
	limit := uint64(1)<<uint(bitSize) - 1
	perDigit := ^uint64(0)/uint64(base) + 1 // from here on, one more digit overflows 64 bits
	underscores := false
	var n uint64
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '_' && prefixed {
			underscores = true
			continue
		}
		d := digitValue(c)
		if int(d) >= base {
			return 0, syntaxError(fn, whole)
		}
		if n >= perDigit {
			return limit, rangeError(fn, whole)
		}
		n *= uint64(base)
		sum := n + uint64(d)
		if sum < n || sum > limit {
			return limit, rangeError(fn, whole)
		}
		n = sum
	}
	if underscores && !underscoresFit(whole) {
		return 0, syntaxError(fn, whole)
	}
	return n, nil
}

// ParseInt is ParseUint with a sign.
func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	const fn = "ParseInt"
	if s == "" {
		return 0, syntaxError(fn, s)
	}
	neg := s[0] == '-'
	text := s
	if neg || s[0] == '+' {
		text = s[1:]
	}
	u, err := ParseUint(text, base, bitSize)
	if err != nil && err.(*NumError).Err != ErrRange {
		err.(*NumError).Func = fn
		err.(*NumError).Num = s
		return 0, err
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	edge := uint64(1) << uint(bitSize-1)
	switch {
	case !neg && u >= edge:
		return int64(edge - 1), rangeError(fn, s)
	case neg && u > edge:
		return -int64(edge), rangeError(fn, s)
	case neg:
		return -int64(u), nil
	}
	return int64(u), nil
}

// Atoi is ParseInt in base 10 for an int.
func Atoi(s string) (int, error) {
	const fn = "Atoi"
	if n := len(s); 0 < n && n < 19 {
		// Too short to overflow.
		digits := s
		if s[0] == '-' || s[0] == '+' {
			if digits = s[1:]; digits == "" {
				return 0, &NumError{fn, s, ErrSyntax}
			}
		}
		v := 0
		for i := 0; i < len(digits); i++ {
			c := digits[i] - '0'
			if c > 9 {
				return 0, &NumError{fn, s, ErrSyntax}
			}
			v = v*10 + int(c)
		}
		if s[0] == '-' {
			v = -v
		}
		return v, nil
	}
	i, err := ParseInt(s, 10, 0)
	if e, ok := err.(*NumError); ok {
		e.Func = fn
	}
	return int(i), err
}

// underscoresFit reports whether each underscore of a number stands between digits; the prefix of a
// base counts as a digit, but must not be missing before the first one.
func underscoresFit(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	// last is what was seen before: '^' the beginning, '0' a digit, '_', or '!' anything else.
	last := byte('^')
	hex := false
	if len(s) >= 2 && s[0] == '0' {
		switch lower(s[1]) {
		case 'b', 'o', 'x':
			hex = lower(s[1]) == 'x'
			last = '0'
			s = s[2:]
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9' || hex && 'a' <= lower(c) && lower(c) <= 'f':
			last = '0'
		case c == '_':
			if last != '0' {
				return false
			}
			last = '_'
		default:
			if last == '_' {
				return false
			}
			last = '!'
		}
	}
	return last != '_'
}
