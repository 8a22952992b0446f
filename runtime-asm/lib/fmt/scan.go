// scan.go: the Scan family: reading values from text. Scan and its relatives take words; newlines are
// space for Fscan, end the input for Fscanln, and must match for Fscanf. A reader that cannot unread
// a rune is read byte by byte, so that nothing beyond the input is taken.

package fmt

import (
	"errors"
	"internal/rtype"
	"io"
	"strconv"
	"unicode/utf8"
)

func (r *stringReader) Read(b []byte) (n int, err error) {
	n = copy(b, *r)
	*r = (*r)[n:]
	if n == 0 {
		err = io.EOF
	}
	return
}

const eof = -1

const hugeWid = 1 << 30

// scanError marks the panics by which scanning gives up.
type scanError struct{ err error }

// ss is the state of a scan.
type ss struct {
	rs        io.RuneScanner
	buf       buffer
	count     int  // runes taken
	atEOF     bool // EOF has been seen
	nlIsSpace bool // Fscan
	nlIsEnd   bool // Fscanln

	limit  int // count at which the operand's width ends
	maxWid int
}

// byteRunes makes a RuneScanner of a reader without buffering.
type byteRunes struct {
	r       io.Reader
	pending []byte // bytes read ahead of an incomplete or bad encoding
	peeked  rune   // unread rune, as ^rune if >= 0
	last    rune
	size    int
}

func (r *byteRunes) readByte() (b byte, err error) {
	if len(r.pending) > 0 {
		b = r.pending[0]
		r.pending = r.pending[1:]
		return
	}
	var one [1]byte
	n, err := io.ReadFull(r.r, one[:])
	if n != 1 {
		return 0, err
	}
	return one[0], nil
}

func (r *byteRunes) ReadRune() (ch rune, size int, err error) {
	if r.peeked < 0 {
		ch = ^r.peeked
		r.peeked = 0
		r.last = ch
		return ch, r.size, nil
	}
	b, err := r.readByte()
	if err != nil {
		return
	}
	if b < utf8.RuneSelf {
		ch, size = rune(b), 1
	} else {
		enc := append(make([]byte, 0, utf8.UTFMax), b)
		for !utf8.FullRune(enc) {
			b, err = r.readByte()
			if err == io.EOF {
				err = nil
				break
			}
			if err != nil {
				return
			}
			enc = append(enc, b)
		}
		ch, size = utf8.DecodeRune(enc)
		if size < len(enc) {
			r.pending = append(append([]byte(nil), enc[size:]...), r.pending...)
		}
	}
	r.last, r.size = ch, size
	return ch, size, nil
}

func (r *byteRunes) UnreadRune() error {
	if r.peeked < 0 {
		return errors.New("fmt: scanning called UnreadRune with no rune available")
	}
	r.peeked = ^r.last
	return nil
}

func newScan(r io.Reader, nlIsSpace, nlIsEnd bool) *ss {
	s := &ss{nlIsSpace: nlIsSpace, nlIsEnd: nlIsEnd, limit: hugeWid, maxWid: hugeWid}
	if rs, ok := r.(io.RuneScanner); ok {
		s.rs = rs
	} else {
		s.rs = &byteRunes{r: r}
	}
	return s
}

func Fscan(r io.Reader, a ...interface{}) (n int, err error) {
	return newScan(r, true, false).scan(a)
}

func Fscanln(r io.Reader, a ...interface{}) (n int, err error) {
	return newScan(r, false, true).scan(a)
}

func Fscanf(r io.Reader, format string, a ...interface{}) (n int, err error) {
	return newScan(r, false, false).scanf(format, a)
}

func (s *ss) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

func (s *ss) ReadRune() (r rune, size int, err error) {
	if s.atEOF || s.count >= s.limit {
		err = io.EOF
		return
	}
	r, size, err = s.rs.ReadRune()
	if err == nil {
		s.count++
		s.atEOF = s.nlIsEnd && r == '\n'
	} else if err == io.EOF {
		s.atEOF = true
	}
	return
}

func (s *ss) UnreadRune() error {
	s.rs.UnreadRune()
	s.atEOF = false
	s.count--
	return nil
}

func (s *ss) Width() (wid int, ok bool) {
	if s.maxWid == hugeWid {
		return 0, false
	}
	return s.maxWid, true
}

// Token gives the longest run of runes for which f is true, by default no space.
func (s *ss) Token(skipSpace bool, f func(rune) bool) (tok []byte, err error) {
	defer func() {
		if e := recover(); e != nil {
			if se, ok := e.(scanError); ok {
				err = se.err
			} else {
				panic(e)
			}
		}
	}()
	if f == nil {
		f = notSpace
	}
	s.buf = s.buf[:0]
	if skipSpace {
		s.SkipSpace()
	}
	for {
		r := s.getRune()
		if r == eof {
			break
		}
		if !f(r) {
			s.UnreadRune()
			break
		}
		s.buf.rune(r)
	}
	return s.buf, nil
}

func (s *ss) fail(err error)         { panic(scanError{err}) }
func (s *ss) failString(text string) { panic(scanError{errors.New(text)}) }

// getRune gives the next rune, eof at the end.
func (s *ss) getRune() rune {
	r, _, err := s.ReadRune()
	if err != nil {
		if err == io.EOF {
			return eof
		}
		s.fail(err)
	}
	return r
}

// mustRune is getRune where there must be something.
func (s *ss) mustRune() rune {
	r := s.getRune()
	if r == eof {
		s.fail(io.ErrUnexpectedEOF)
	}
	return r
}

// isSpace reports white space, as Unicode has it.
func isSpace(r rune) bool {
	switch {
	case '\t' <= r && r <= '\r', r == ' ', r == 0x85, r == 0xA0, r == 0x1680,
		0x2000 <= r && r <= 0x200A, r == 0x2028, r == 0x2029, r == 0x202F, r == 0x205F, r == 0x3000:
		return true
	}
	return false
}

func notSpace(r rune) bool { return !isSpace(r) }

func indexRune(s string, r rune) int {
	for i, c := range s {
		if c == r {
			return i
		}
	}
	return -1
}

// SkipSpace skips white space; a newline, where it is no space, is an error.
func (s *ss) SkipSpace() {
	for {
		r := s.getRune()
		switch {
		case r == eof:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n' && !s.nlIsSpace:
			s.failString("unexpected newline")
		case !isSpace(r):
			s.UnreadRune()
			return
		}
	}
}

// peek reports whether the next rune is one of ok.
func (s *ss) peek(ok string) bool {
	r := s.getRune()
	if r != eof {
		s.UnreadRune()
	}
	return indexRune(ok, r) >= 0
}

// accept takes the next rune into the token if it is one of ok.
func (s *ss) accept(ok string) bool {
	r := s.getRune()
	if r == eof {
		return false
	}
	if indexRune(ok, r) < 0 {
		s.UnreadRune()
		return false
	}
	s.buf.rune(r)
	return true
}

// scanErrors turns the panics of a scan into its error.
func scanErrors(errp *error) {
	if e := recover(); e != nil {
		if se, ok := e.(scanError); ok {
			*errp = se.err
		} else if e == io.EOF {
			*errp = io.EOF
		} else {
			panic(e)
		}
	}
}

func (s *ss) scan(a []interface{}) (n int, err error) {
	defer scanErrors(&err)
	for _, arg := range a {
		s.scanOne('v', arg)
		n++
	}
	if s.nlIsEnd {
		for {
			r := s.getRune()
			if r == '\n' || r == eof {
				break
			}
			if !isSpace(r) {
				s.failString("expected newline")
			}
		}
	}
	return
}

func (s *ss) okVerb(verb rune, ok, typ string) bool {
	if indexRune(ok, verb) >= 0 {
		return true
	}
	s.fail(errors.New("bad verb '%" + string(verb) + "' for " + typ))
	return false
}

// notEOF stops the scan if there is nothing more.
func (s *ss) notEOF() {
	if s.getRune() == eof {
		panic(io.EOF)
	}
	s.UnreadRune()
}

func (s *ss) scanBool(verb rune) bool {
	s.SkipSpace()
	s.notEOF()
	if !s.okVerb(verb, "tv", "boolean") {
		return false
	}
	switch s.getRune() {
	case '0':
		return false
	case '1':
		return true
	case 't', 'T':
		if s.accept("rR") && (!s.accept("uU") || !s.accept("eE")) {
			s.failString("syntax error scanning boolean")
		}
		return true
	case 'f', 'F':
		if s.accept("aA") && (!s.accept("lL") || !s.accept("sS") || !s.accept("eE")) {
			s.failString("syntax error scanning boolean")
		}
		return false
	}
	return false
}

const (
	binaryDigits  = "01"
	octalDigits   = "01234567"
	decimalDigits = "0123456789"
	hexDigits     = "0123456789aAbBcCdDeEfF"
)

func (s *ss) base(verb rune) (base int, digits string) {
	s.okVerb(verb, "bdoUxXv", "integer")
	switch verb {
	case 'b':
		return 2, binaryDigits
	case 'o':
		return 8, octalDigits
	case 'x', 'X', 'U':
		return 16, hexDigits
	}
	return 10, decimalDigits
}

// number takes the digits of a number into the token.
func (s *ss) number(digits string, haveDigits bool) string {
	if !haveDigits {
		s.notEOF()
		if !s.accept(digits) {
			s.failString("expected integer")
		}
	}
	for s.accept(digits) {
	}
	return string(s.buf)
}

// basePrefix takes 0b, 0o, 0x or 0; found says that the zero itself is a digit already taken.
func (s *ss) basePrefix() (base int, digits string, zeroFound bool) {
	if !s.peek("0") {
		return 0, decimalDigits + "_", false
	}
	s.accept("0")
	switch {
	case s.peek("bB"):
		s.accept("bB")
		return 0, binaryDigits + "_", true
	case s.peek("oO"):
		s.accept("oO")
		return 0, octalDigits + "_", true
	case s.peek("xX"):
		s.accept("xX")
		return 0, hexDigits + "_", true
	}
	return 0, octalDigits + "_", true
}

// integerText takes an integer with or without sign into the token; a rune for %c.
func (s *ss) integerText(verb rune, signed bool) (text string, base int, zeroFound bool) {
	s.SkipSpace()
	s.notEOF()
	s.buf = s.buf[:0]
	base, digits := s.base(verb)
	haveDigits := false
	if verb == 'U' {
		if s.getRune() != 'U' || s.getRune() != '+' {
			s.failString("bad unicode format ")
		}
	} else {
		if signed {
			s.accept("+-")
		}
		if verb == 'v' {
			base, digits, haveDigits = s.basePrefix()
		}
	}
	return s.number(digits, haveDigits), base, haveDigits
}

func (s *ss) scanInt(verb rune, bits int) int64 {
	if verb == 'c' {
		return s.scanRune(bits)
	}
	text, base, _ := s.integerText(verb, true)
	i, err := strconv.ParseInt(text, base, 64)
	if err != nil {
		s.fail(err)
	}
	if shift := uint(64 - bits); i<<shift>>shift != i {
		s.failString("integer overflow on token " + text)
	}
	return i
}

func (s *ss) scanUint(verb rune, bits int) uint64 {
	if verb == 'c' {
		return uint64(s.scanRune(bits))
	}
	text, base, _ := s.integerText(verb, false)
	i, err := strconv.ParseUint(text, base, 64)
	if err != nil {
		s.fail(err)
	}
	if shift := uint(64 - bits); i<<shift>>shift != i {
		s.failString("unsigned integer overflow on token " + text)
	}
	return i
}

func (s *ss) scanRune(bits int) int64 {
	s.notEOF()
	r := s.getRune()
	if shift := uint(64 - bits); int64(r)<<shift>>shift != int64(r) {
		s.failString("overflow on character value " + string(r))
	}
	return int64(r)
}

// floatText takes a float into the token.
func (s *ss) floatText() string {
	s.buf = s.buf[:0]
	if s.accept("nN") && s.accept("aA") && s.accept("nN") {
		return string(s.buf)
	}
	s.accept("+-")
	if s.accept("iI") && s.accept("nN") && s.accept("fF") {
		return string(s.buf)
	}
	digits, exp := decimalDigits+"_", "eEpP"
	if s.accept("0") && s.accept("xX") {
		digits, exp = hexDigits+"_", "pP"
	}
	for s.accept(digits) {
	}
	if s.accept(".") {
		for s.accept(digits) {
		}
	}
	if s.accept(exp) {
		s.accept("+-")
		for s.accept(decimalDigits + "_") {
		}
	}
	return string(s.buf)
}

// toFloat reads a float; 1.5p3 is 1.5 * 2**3.
func (s *ss) toFloat(text string, bits int) float64 {
	if p := indexRune(text, 'p'); p >= 0 && !(len(text) > 1 && (indexRune(text, 'x') >= 0 || indexRune(text, 'X') >= 0)) {
		f, err := strconv.ParseFloat(text[:p], bits)
		if err != nil {
			if e, ok := err.(*strconv.NumError); ok {
				e.Num = text
			}
			s.fail(err)
		}
		m, err := strconv.Atoi(text[p+1:])
		if err != nil {
			if e, ok := err.(*strconv.NumError); ok {
				e.Num = text
			}
			s.fail(err)
		}
		for ; m > 0 && f-f == 0 && f != 0; m-- {
			f *= 2
		}
		for ; m < 0 && f != 0; m++ {
			f /= 2
		}
		return f
	}
	f, err := strconv.ParseFloat(text, bits)
	if err != nil {
		s.fail(err)
	}
	return f
}

func (s *ss) scanFloat(verb rune, bits int) (f float64) {
	if s.okVerb(verb, "beEfFgGv", "float"+strconv.Itoa(bits)) {
		s.SkipSpace()
		s.notEOF()
		f = s.toFloat(s.floatText(), bits)
	}
	return
}

func (s *ss) scanComplex(verb rune, bits int) complex128 {
	if !s.okVerb(verb, "beEfFgGv", "complex") {
		return 0
	}
	s.SkipSpace()
	s.notEOF()
	parens := s.accept("(")
	re := s.floatText()
	s.buf = s.buf[:0]
	if !s.accept("+-") {
		s.failString("syntax error scanning complex number")
	}
	sign := string(s.buf)
	im := s.floatText()
	if !s.accept("i") || parens && !s.accept(")") {
		s.failString("syntax error scanning complex number")
	}
	return complex(s.toFloat(re, bits/2), s.toFloat(sign+im, bits/2))
}

func (s *ss) scanString(verb rune) string {
	if !s.okVerb(verb, "svqxX", "string") {
		return ""
	}
	s.SkipSpace()
	s.notEOF()
	switch verb {
	case 'q':
		return s.quotedString()
	case 'x', 'X':
		return s.hexString()
	}
	s.buf = s.buf[:0]
	for {
		r := s.getRune()
		if r == eof {
			break
		}
		if isSpace(r) {
			s.UnreadRune()
			break
		}
		s.buf.rune(r)
	}
	return string(s.buf)
}

func (s *ss) quotedString() string {
	s.notEOF()
	s.buf = s.buf[:0]
	quote := s.getRune()
	switch quote {
	case '`':
		for {
			r := s.mustRune()
			if r == quote {
				return string(s.buf)
			}
			s.buf.rune(r)
		}
	case '"':
		s.buf.byte('"')
		for {
			r := s.mustRune()
			s.buf.rune(r)
			if r == '\\' {
				// Whatever is escaped: at least one rune belongs to it.
				s.buf.rune(s.mustRune())
			} else if r == '"' {
				break
			}
		}
		text, err := strconv.Unquote(string(s.buf))
		if err != nil {
			s.fail(err)
		}
		return text
	}
	s.failString("expected quoted string")
	return ""
}

func hexDigit(r rune) (int, bool) {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0'), true
	case 'a' <= r && r <= 'f':
		return int(r-'a') + 10, true
	case 'A' <= r && r <= 'F':
		return int(r-'A') + 10, true
	}
	return -1, false
}

// hexString takes pairs of hexadecimal digits.
func (s *ss) hexString() string {
	s.notEOF()
	s.buf = s.buf[:0]
	for {
		r := s.getRune()
		if r == eof {
			break
		}
		hi, ok := hexDigit(r)
		if !ok {
			s.UnreadRune()
			break
		}
		lo, ok := hexDigit(s.mustRune())
		if !ok {
			s.failString("illegal hex digit")
		}
		s.buf.byte(byte(hi<<4 | lo))
	}
	if len(s.buf) == 0 {
		s.failString("no hex data for %x string")
	}
	return string(s.buf)
}

// scanOne reads one operand.
func (s *ss) scanOne(verb rune, arg interface{}) {
	s.buf = s.buf[:0]
	if v, ok := arg.(Scanner); ok {
		err := v.Scan(s, verb)
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			s.fail(err)
		}
		return
	}
	if v, ok := arg.(*[]byte); ok {
		*v = []byte(s.scanString(verb))
		return
	}
	ptr := rtype.ValueOf(arg)
	if ptr.Kind() != rtype.Ptr {
		what := "<nil>"
		if arg != nil {
			what = ptr.Typ.String()
		}
		s.failString("type not a pointer: " + what)
	}
	v := ptr.Elem()
	bits := 0
	if v.IsValid() {
		bits = int(v.Typ.Size) * 8
	}
	switch v.Kind() {
	case rtype.Bool:
		v.SetBool(s.scanBool(verb))
	case rtype.Int, rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		v.SetInt(s.scanInt(verb, bits))
	case rtype.Uint, rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64, rtype.Uintptr:
		v.SetUint(s.scanUint(verb, bits))
	case rtype.String:
		v.SetStr(s.scanString(verb))
	case rtype.Slice:
		if v.Typ.Elem().Kind() != rtype.Uint8 {
			s.failString("can't scan type: " + ptr.Typ.String())
		}
		v.SetBytes([]byte(s.scanString(verb)))
	case rtype.Float32, rtype.Float64:
		v.SetFloat(s.scanFloat(verb, bits))
	case rtype.Complex64, rtype.Complex128:
		v.SetComplex(s.scanComplex(verb, bits))
	default:
		s.failString("can't scan type: " + ptr.Typ.String())
	}
}

// advance matches the input against the format up to the next operand; it gives the bytes of format
// that matched, -1 if the input does not fit. Space in the format matches any space without newline;
// a newline, with space around it, matches a newline or the end.
func (s *ss) advance(format string) (i int) {
	for i < len(format) {
		c, w := utf8.DecodeRuneInString(format[i:])

		if isSpace(c) {
			newlines := 0
			trailing := false // space behind the last newline
			for isSpace(c) && i < len(format) {
				if c == '\n' {
					newlines++
					trailing = false
				} else {
					trailing = true
				}
				i += w
				c, w = utf8.DecodeRuneInString(format[i:])
			}
			for j := 0; j < newlines; j++ {
				in := s.getRune()
				for isSpace(in) && in != '\n' {
					in = s.getRune()
				}
				if in != '\n' && in != eof {
					s.failString("newline in format does not match input")
				}
			}
			if trailing {
				in := s.getRune()
				if newlines == 0 {
					// Space in the format must meet some space.
					if !isSpace(in) && in != eof {
						s.failString("expected space in input to match format")
					}
					if in == '\n' {
						s.failString("newline in input does not match format")
					}
				}
				for isSpace(in) && in != '\n' {
					in = s.getRune()
				}
				if in != eof {
					s.UnreadRune()
				}
			}
			continue
		}

		if c == '%' {
			if i+w == len(format) {
				s.failString("missing verb: % at end of format string")
			}
			next, _ := utf8.DecodeRuneInString(format[i+w:])
			if next != '%' {
				return // an operand
			}
			i += w // the second % is matched below
		}

		in := s.mustRune()
		if c != in {
			s.UnreadRune()
			return -1
		}
		i += w
	}
	return
}

func (s *ss) scanf(format string, a []interface{}) (n int, err error) {
	defer scanErrors(&err)
	end := len(format) - 1
	for i := 0; i <= end; {
		w := s.advance(format[i:])
		if w > 0 {
			i += w
			continue
		}
		if format[i] != '%' {
			if w < 0 {
				s.failString("input does not match format")
			}
			break // the input has ended
		}
		i++
		var widPresent bool
		s.maxWid, widPresent, i = parseNum(format, i, end)
		if !widPresent {
			s.maxWid = hugeWid
		}
		c, size := utf8.DecodeRuneInString(format[i:])
		i += size
		if c != 'c' {
			s.SkipSpace()
		}
		if c == '%' {
			s.SkipSpace()
			s.notEOF()
			if !s.accept("%") {
				s.failString("missing literal %")
			}
			continue
		}
		if n >= len(a) {
			s.failString("too few operands for format '%" + format[i-size:] + "'")
		}
		if end := s.count + s.maxWid; end < hugeWid {
			s.limit = end
		}
		s.scanOne(c, a[n])
		n++
		s.limit = hugeWid
	}
	if n < len(a) {
		s.failString("too many operands")
	}
	return
}
