// format.go: numbers and texts with width, precision and flags.

package fmt

import (
	"strconv"
	"unicode/utf8"
)

const (
	lowerDigits = "0123456789abcdefx"
	upperDigits = "0123456789ABCDEFX"
)

// flags is one verb's %[flags][width][.precision].
type flags struct {
	widPresent  bool
	precPresent bool
	minus       bool
	plus        bool
	sharp       bool
	space       bool
	zero        bool
	plusV       bool // %+v
	sharpV      bool // %#v

	wid  int
	prec int
}

// clear forgets the flags. The numbers stay: a Format method sees them beside "not present".
func (f *flags) clear() { *f = flags{wid: f.wid, prec: f.prec} }

func (f *flags) padding(buf *buffer, n int) {
	c := byte(' ')
	if f.zero {
		c = '0'
	}
	for ; n > 0; n-- {
		*buf = append(*buf, c)
	}
}

func (f *flags) pad(buf *buffer, b []byte) {
	if !f.widPresent || f.wid == 0 {
		*buf = append(*buf, b...)
		return
	}
	n := f.wid - utf8.RuneCount(b)
	if !f.minus {
		f.padding(buf, n)
	}
	*buf = append(*buf, b...)
	if f.minus {
		f.padding(buf, n)
	}
}

func (f *flags) padString(buf *buffer, s string) {
	if !f.widPresent || f.wid == 0 {
		buf.str(s)
		return
	}
	n := f.wid - utf8.RuneCountInString(s)
	if !f.minus {
		f.padding(buf, n)
	}
	buf.str(s)
	if f.minus {
		f.padding(buf, n)
	}
}

// padSpaces pads with spaces whatever the zero flag says.
func (f *flags) padSpaces(buf *buffer, b []byte) {
	zero := f.zero
	f.zero = false
	f.pad(buf, b)
	f.zero = zero
}

// fmtInteger prints u, which is negative if isSigned and its top bit is set. Leading zeros come from
// the precision, or from the width if the zero flag is set.
func (f *flags) fmtInteger(buf *buffer, u uint64, base uint64, isSigned bool, verb rune, digits string) {
	negative := isSigned && int64(u) < 0
	if negative {
		u = -u
	}
	var room [72]byte
	b := room[:]
	if f.widPresent || f.precPresent {
		if n := 3 + f.wid + f.prec; n > len(b) {
			b = make([]byte, n)
		}
	}
	prec := 0
	if f.precPresent {
		prec = f.prec
		if prec == 0 && u == 0 {
			zero := f.zero
			f.zero = false
			f.padding(buf, f.wid)
			f.zero = zero
			return
		}
	} else if f.zero && f.widPresent {
		prec = f.wid
		if negative || f.plus || f.space {
			prec-- // room for the sign
		}
	}
	i := len(b)
	switch base {
	case 10:
		for u >= 10 {
			i--
			q := u / 10
			b[i] = byte('0' + u - q*10)
			u = q
		}
	default:
		shift := uint(4)
		if base == 8 {
			shift = 3
		} else if base == 2 {
			shift = 1
		}
		for u >= base {
			i--
			b[i] = digits[u&(base-1)]
			u >>= shift
		}
	}
	i--
	b[i] = digits[u]
	for i > 0 && prec > len(b)-i {
		i--
		b[i] = '0'
	}
	if f.sharp {
		switch base {
		case 2:
			i -= 2
			b[i], b[i+1] = '0', 'b'
		case 8:
			if b[i] != '0' {
				i--
				b[i] = '0'
			}
		case 16:
			i -= 2
			b[i], b[i+1] = '0', digits[16]
		}
	}
	if verb == 'O' {
		i -= 2
		b[i], b[i+1] = '0', 'o'
	}
	switch {
	case negative:
		i--
		b[i] = '-'
	case f.plus:
		i--
		b[i] = '+'
	case f.space:
		i--
		b[i] = ' '
	}
	f.padSpaces(buf, b[i:])
}

// fmt0x prints in base 16, with or without 0x.
func (f *flags) fmt0x(buf *buffer, u uint64, leading0x bool) {
	sharp := f.sharp
	f.sharp = leading0x
	f.fmtInteger(buf, u, 16, false, 'v', lowerDigits)
	f.sharp = sharp
}

// fmtUnicode prints U+0078, with # also 'x'.
func (f *flags) fmtUnicode(buf *buffer, u uint64) {
	prec := 4
	if f.precPresent && f.prec > prec {
		prec = f.prec
	}
	hex := strconv.FormatUint(u, 16)
	b := append(make([]byte, 0, 40), "U+"...)
	for n := len(hex); n < prec; n++ {
		b = append(b, '0')
	}
	for i := 0; i < len(hex); i++ {
		c := hex[i]
		if c >= 'a' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
	}
	if f.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		b = append(b, " '"...)
		(*buffer)(&b).rune(rune(u))
		b = append(b, '\'')
	}
	f.padSpaces(buf, b)
}

func toRune(c uint64) rune {
	if c > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(c)
}

func (f *flags) fmtC(buf *buffer, c uint64) {
	var enc [utf8.UTFMax]byte
	f.pad(buf, enc[:utf8.EncodeRune(enc[:], toRune(c))])
}

func (f *flags) fmtQc(buf *buffer, c uint64) {
	if f.plus {
		f.pad(buf, strconv.AppendQuoteRuneToASCII(nil, toRune(c)))
	} else {
		f.pad(buf, strconv.AppendQuoteRune(nil, toRune(c)))
	}
}

// truncate keeps as many runes as the precision says.
func (f *flags) truncate(s string) string {
	if f.precPresent {
		n := f.prec
		for i := range s {
			if n--; n < 0 {
				return s[:i]
			}
		}
	}
	return s
}

func (f *flags) fmtS(buf *buffer, s string) { f.padString(buf, f.truncate(s)) }

func (f *flags) fmtQ(buf *buffer, s string) {
	s = f.truncate(s)
	switch {
	case f.sharp && strconv.CanBackquote(s):
		f.padString(buf, "`"+s+"`")
	case f.plus:
		f.padString(buf, strconv.QuoteToASCII(s))
	default:
		f.padString(buf, strconv.Quote(s))
	}
}

// fmtHex prints the bytes of s; a space flag separates them, each or all get 0x by #.
func (f *flags) fmtHex(buf *buffer, s string, digits string) {
	n := len(s)
	if f.precPresent && f.prec < n {
		n = f.prec
	}
	width := 2 * n
	switch {
	case n == 0:
		if f.widPresent {
			f.padding(buf, f.wid)
		}
		return
	case f.space:
		if f.sharp {
			width *= 2
		}
		width += n - 1
	case f.sharp:
		width += 2
	}
	if f.widPresent && !f.minus {
		f.padding(buf, f.wid-width)
	}
	for i := 0; i < n; i++ {
		if f.space && i > 0 {
			*buf = append(*buf, ' ')
		}
		if f.sharp && (f.space || i == 0) {
			*buf = append(*buf, '0', digits[16])
		}
		*buf = append(*buf, digits[s[i]>>4], digits[s[i]&15])
	}
	if f.widPresent && f.minus {
		f.padding(buf, f.wid-width)
	}
}

// fmtFloat prints v; prec is the default precision, -1 for the shortest text.
func (f *flags) fmtFloat(buf *buffer, v float64, size int, verb rune, prec int) {
	if f.precPresent {
		prec = f.prec
	}
	var room [72]byte
	num := strconv.AppendFloat(room[:1], v, byte(verb), prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if f.space && num[0] == '+' && !f.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' {
		if num[1] == 'N' && !f.space && !f.plus {
			num = num[1:]
		}
		f.padSpaces(buf, num)
		return
	}
	if f.sharp && verb != 'b' {
		num = sharpFloat(num, verb, prec)
	}
	if !f.plus && num[0] == '+' {
		f.pad(buf, num[1:])
		return
	}
	if f.zero && f.widPresent && f.wid > len(num) {
		// The sign goes before the zeros.
		*buf = append(*buf, num[0])
		f.padding(buf, f.wid-len(num))
		*buf = append(*buf, num[1:]...)
		return
	}
	f.pad(buf, num)
}

// sharpFloat gives num, which starts with a sign, a decimal point and, for %g, its trailing zeros.
func sharpFloat(num []byte, verb rune, prec int) []byte {
	digits := 0
	switch verb {
	case 'v', 'g', 'G', 'x':
		digits = prec
		if digits < 0 {
			digits = 6
		}
	}
	hex := verb == 'x' || verb == 'X'
	point := false
	cut := len(num)
scan:
	for i := 1; i < len(num); i++ {
		switch c := num[i]; {
		case c == '.':
			point = true
		case c == 'p' || c == 'P', !hex && (c == 'e' || c == 'E'):
			cut = i
			break scan
		default:
			digits-- // zeros before the first other digit count, too
		}
	}
	tail := append([]byte(nil), num[cut:]...)
	num = num[:cut]
	if !point {
		num = append(num, '.')
	}
	for ; digits > 0; digits-- {
		num = append(num, '0')
	}
	return append(num, tail...)
}
