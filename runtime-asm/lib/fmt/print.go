// print.go: the Print family. A printer gathers the output in a buffer and is written out, or turned
// into a string, at the end. Printf's texts for wrong calls (%!d(string=x), %!(EXTRA ...), ...) and
// the order in which methods are asked (Format, GoString, Error, String) are Go's.

package fmt

import (
	"errors"
	"internal/rtype"
	"io"
	"sync"
	"unicode/utf8"
)

type buffer []byte

func (b *buffer) byte(c byte)  { *b = append(*b, c) }
func (b *buffer) str(s string) { *b = append(*b, s...) }

func (b *buffer) rune(r rune) {
	if r < utf8.RuneSelf {
		*b = append(*b, byte(r))
		return
	}
	var enc [utf8.UTFMax]byte
	*b = append(*b, enc[:utf8.EncodeRune(enc[:], r)]...)
}

// pp is a printer; as a State it is what Format methods write to.
type pp struct {
	buf   buffer
	flags flags

	arg   interface{} // what is being printed, if at hand as an interface
	value rtype.Value // otherwise

	reordered  bool // the format used an argument index
	goodArgNum bool
	panicking  bool // printing the value of a panic: a further one is not caught
	erroring   bool // printing a complaint: no methods
	wrapErrs   bool // Errorf
	wrapped    error
}

var printers = sync.Pool{New: func() interface{} { return new(pp) }}

func newPrinter() *pp {
	p := printers.Get().(*pp)
	p.panicking, p.erroring, p.wrapErrs = false, false, false
	p.flags.clear()
	return p
}

func (p *pp) free() {
	if cap(p.buf) > 64<<10 {
		return
	}
	p.buf = p.buf[:0]
	p.arg, p.value, p.wrapped = nil, rtype.Value{}, nil
	printers.Put(p)
}

func (p *pp) Width() (wid int, ok bool)      { return p.flags.wid, p.flags.widPresent }
func (p *pp) Precision() (prec int, ok bool) { return p.flags.prec, p.flags.precPresent }

func (p *pp) Flag(c int) bool {
	switch c {
	case '-':
		return p.flags.minus
	case '+':
		return p.flags.plus || p.flags.plusV
	case '#':
		return p.flags.sharp || p.flags.sharpV
	case ' ':
		return p.flags.space
	case '0':
		return p.flags.zero
	}
	return false
}

func (p *pp) Write(b []byte) (n int, err error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}

func (p *pp) WriteString(s string) (n int, err error) {
	p.buf.str(s)
	return len(s), nil
}

func (p *pp) writeTo(w io.Writer) (n int, err error) {
	n, err = w.Write(p.buf)
	p.free()
	return
}

func (p *pp) take() string {
	s := string(p.buf)
	p.free()
	return s
}

func Fprintf(w io.Writer, format string, a ...interface{}) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	return p.writeTo(w)
}

func Sprintf(format string, a ...interface{}) string {
	p := newPrinter()
	p.printf(format, a)
	return p.take()
}

func Fprint(w io.Writer, a ...interface{}) (n int, err error) {
	p := newPrinter()
	p.print(a)
	return p.writeTo(w)
}

func Sprint(a ...interface{}) string {
	p := newPrinter()
	p.print(a)
	return p.take()
}

func Fprintln(w io.Writer, a ...interface{}) (n int, err error) {
	p := newPrinter()
	p.println(a)
	return p.writeTo(w)
}

func Sprintln(a ...interface{}) string {
	p := newPrinter()
	p.println(a)
	return p.take()
}

// wrapError is what Errorf with %w gives.
type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

func Errorf(format string, a ...interface{}) error {
	p := newPrinter()
	p.wrapErrs = true
	p.printf(format, a)
	wrapped := p.wrapped
	s := p.take()
	if wrapped == nil {
		return errors.New(s)
	}
	return &wrapError{s, wrapped}
}

// print puts a space between two operands if neither is a string.
func (p *pp) print(a []interface{}) {
	afterString := true
	for i, arg := range a {
		isString := arg != nil && rtype.TypeOf(arg).Kind() == rtype.String
		if i > 0 && !isString && !afterString {
			p.buf.byte(' ')
		}
		p.printArg(arg, 'v')
		afterString = isString
	}
}

func (p *pp) println(a []interface{}) {
	for i, arg := range a {
		if i > 0 {
			p.buf.byte(' ')
		}
		p.printArg(arg, 'v')
	}
	p.buf.byte('\n')
}

// tooLarge bounds widths, precisions and argument numbers.
func tooLarge(x int) bool { return x > 1e6 || x < -1e6 }

// parseNum reads digits from s[start:end]; newi is where it stopped.
func parseNum(s string, start, end int) (num int, isNum bool, newi int) {
	for newi = start; newi < end && '0' <= s[newi] && s[newi] <= '9'; newi++ {
		if tooLarge(num) {
			return 0, false, end
		}
		num = num*10 + int(s[newi]-'0')
		isNum = true
	}
	return
}

// intArg takes a[argNum] as a width or precision.
func intArg(a []interface{}, argNum int) (num int, isInt bool, next int) {
	next = argNum
	if argNum >= len(a) {
		return
	}
	next++
	if num, isInt = a[argNum].(int); !isInt {
		switch v := rtype.ValueOf(a[argNum]); v.Kind() {
		case rtype.Int, rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
			num, isInt = int(v.Int()), true
		case rtype.Uint, rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64, rtype.Uintptr:
			num = int(v.Uint())
			isInt = num >= 0
		}
	}
	if tooLarge(num) || !isInt {
		return 0, false, next
	}
	return
}

// argNumber reads an index [n] at format[i:]. found says that there was one, well formed.
func (p *pp) argNumber(argNum int, format string, i int, numArgs int) (newArgNum, newi int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return argNum, i, false
	}
	p.reordered = true
	for end := i + 1; end < len(format) && len(format)-i >= 3; end++ {
		if format[end] != ']' {
			continue
		}
		n, ok, stop := parseNum(format, i+1, end)
		ok = ok && stop == end
		if ok && 1 <= n && n <= numArgs {
			return n - 1, end + 1, true
		}
		p.goodArgNum = false
		return argNum, end + 1, ok
	}
	p.goodArgNum = false
	return argNum, i + 1, false
}

func (p *pp) complain(verb rune, what string) {
	p.buf.str("%!")
	p.buf.rune(verb)
	p.buf.str(what)
}

func (p *pp) printf(format string, a []interface{}) {
	f := &p.flags
	argNum := 0
	p.reordered = false
	end := len(format)
	for i := 0; i < end; {
		p.goodArgNum = true
		start := i
		for i < end && format[i] != '%' {
			i++
		}
		if i > start {
			p.buf.str(format[start:i])
		}
		if i >= end {
			break
		}
		i++
		f.clear()
		afterIndex := false
	flagLoop:
		for ; i < end; i++ {
			switch format[i] {
			case '#':
				f.sharp = true
			case '0':
				f.zero = !f.minus // zeros only to the left
			case '+':
				f.plus = true
			case '-':
				f.minus = true
				f.zero = false
			case ' ':
				f.space = true
			default:
				break flagLoop
			}
		}

		argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))
		if i < end && format[i] == '*' {
			i++
			f.wid, f.widPresent, argNum = intArg(a, argNum)
			if !f.widPresent {
				p.buf.str("%!(BADWIDTH)")
			}
			if f.wid < 0 {
				f.wid = -f.wid
				f.minus = true
				f.zero = false
			}
			afterIndex = false
		} else {
			f.wid, f.widPresent, i = parseNum(format, i, end)
			if afterIndex && f.widPresent {
				p.goodArgNum = false // "%[3]2d"
			}
		}

		if i+1 <= end && format[i] == '.' {
			i++
			if afterIndex {
				p.goodArgNum = false // "%[3].2d"
			}
			argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))
			if i < end && format[i] == '*' {
				i++
				f.prec, f.precPresent, argNum = intArg(a, argNum)
				if f.prec < 0 {
					f.prec = 0
					f.precPresent = false
				}
				if !f.precPresent {
					p.buf.str("%!(BADPREC)")
				}
				afterIndex = false
			} else {
				f.prec, f.precPresent, i = parseNum(format, i, end)
				if !f.precPresent {
					f.prec = 0
					f.precPresent = true
				}
			}
		}
		if !afterIndex {
			argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))
		}
		if i >= end {
			p.buf.str("%!(NOVERB)")
			break
		}
		verb, size := rune(format[i]), 1
		if verb >= utf8.RuneSelf {
			verb, size = utf8.DecodeRuneInString(format[i:])
		}
		i += size
		switch {
		case verb == '%':
			p.buf.byte('%')
		case !p.goodArgNum:
			p.complain(verb, "(BADINDEX)")
		case argNum >= len(a):
			p.complain(verb, "(MISSING)")
		default:
			if verb == 'v' {
				// %#v and %+v have flags of their own.
				f.sharpV, f.sharp = f.sharp, false
				f.plusV, f.plus = f.plus, false
			}
			p.printArg(a[argNum], verb)
			argNum++
		}
	}
	if !p.reordered && argNum < len(a) {
		f.clear()
		p.buf.str("%!(EXTRA ")
		for i, arg := range a[argNum:] {
			if i > 0 {
				p.buf.str(", ")
			}
			if arg == nil {
				p.buf.str("<nil>")
			} else {
				p.buf.str(rtype.TypeOf(arg).String())
				p.buf.byte('=')
				p.printArg(arg, 'v')
			}
		}
		p.buf.byte(')')
	}
}

// badVerb says that verb does not fit what is being printed.
func (p *pp) badVerb(verb rune) {
	p.erroring = true
	p.complain(verb, "(")
	switch {
	case p.arg != nil:
		p.buf.str(rtype.TypeOf(p.arg).String())
		p.buf.byte('=')
		p.printArg(p.arg, 'v')
	case p.value.IsValid():
		p.buf.str(p.value.Typ.String())
		p.buf.byte('=')
		p.printValue(p.value, 'v', 0)
	default:
		p.buf.str("<nil>")
	}
	p.buf.byte(')')
	p.erroring = false
}

// catchPanic turns a panic inside a method of arg into text.
func (p *pp) catchPanic(arg interface{}, verb rune, method string) {
	err := recover()
	if err == nil {
		return
	}
	if v := rtype.ValueOf(arg); v.Kind() == rtype.Ptr && v.IsNil() {
		p.buf.str("<nil>")
		return
	}
	if p.panicking {
		panic(err)
	}
	old := p.flags
	p.flags.clear()
	p.complain(verb, "(PANIC=")
	p.buf.str(method)
	p.buf.str(" method: ")
	p.panicking = true
	p.printArg(err, 'v')
	p.panicking = false
	p.buf.byte(')')
	p.flags = old
}

// handleMethods lets the operand's own methods print it.
func (p *pp) handleMethods(verb rune) (handled bool) {
	if p.erroring {
		return
	}
	if verb == 'w' {
		err, ok := p.arg.(error)
		if !ok || !p.wrapErrs || p.wrapped != nil {
			p.wrapped = nil
			p.wrapErrs = false
			p.badVerb(verb)
			return true
		}
		p.wrapped = err
		verb = 'v'
	}
	if formatter, ok := p.arg.(Formatter); ok {
		handled = true
		defer p.catchPanic(p.arg, verb, "Format")
		formatter.Format(p, verb)
		return
	}
	if p.flags.sharpV {
		if g, ok := p.arg.(GoStringer); ok {
			handled = true
			defer p.catchPanic(p.arg, verb, "GoString")
			p.flags.fmtS(&p.buf, g.GoString())
		}
		return
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch v := p.arg.(type) {
		case error:
			handled = true
			defer p.catchPanic(p.arg, verb, "Error")
			p.fmtString(v.Error(), verb)
		case Stringer:
			handled = true
			defer p.catchPanic(p.arg, verb, "String")
			p.fmtString(v.String(), verb)
		}
	}
	return
}

// printArg prints an operand; predeclared types need no run-time type.
func (p *pp) printArg(arg interface{}, verb rune) {
	p.arg = arg
	p.value = rtype.Value{}
	if arg == nil {
		if verb == 'T' || verb == 'v' {
			p.flags.padString(&p.buf, "<nil>")
		} else {
			p.badVerb(verb)
		}
		return
	}
	switch verb {
	case 'T':
		p.flags.fmtS(&p.buf, rtype.TypeOf(arg).String())
		return
	case 'p':
		p.fmtPointer(rtype.ValueOf(arg), 'p')
		return
	}
	switch v := arg.(type) {
	case bool:
		p.fmtBool(v, verb)
	case float32:
		p.fmtFloat(float64(v), 32, verb)
	case float64:
		p.fmtFloat(v, 64, verb)
	case complex64:
		p.fmtComplex(complex128(v), 64, verb)
	case complex128:
		p.fmtComplex(v, 128, verb)
	case int:
		p.fmtInteger(uint64(v), true, verb)
	case int8:
		p.fmtInteger(uint64(v), true, verb)
	case int16:
		p.fmtInteger(uint64(v), true, verb)
	case int32:
		p.fmtInteger(uint64(v), true, verb)
	case int64:
		p.fmtInteger(uint64(v), true, verb)
	case uint:
		p.fmtInteger(uint64(v), false, verb)
	case uint8:
		p.fmtInteger(uint64(v), false, verb)
	case uint16:
		p.fmtInteger(uint64(v), false, verb)
	case uint32:
		p.fmtInteger(uint64(v), false, verb)
	case uint64:
		p.fmtInteger(v, false, verb)
	case uintptr:
		p.fmtInteger(uint64(v), false, verb)
	case string:
		p.fmtString(v, verb)
	case []byte:
		p.fmtBytes(v, verb, "[]byte")
	default:
		value := rtype.ValueOf(arg)
		if inner, ok := rtype.Reflected(value); ok {
			// A reflect.Value stands for what it holds.
			value = inner
			if !inner.IsValid() || !inner.CanInterface() {
				p.printValue(value, verb, 0)
				return
			}
			p.arg = inner.Interface()
		}
		if !p.handleMethods(verb) {
			p.printValue(value, verb, 0)
		}
	}
}
