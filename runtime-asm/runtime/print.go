// print.go: what the predeclared functions print and println compile to, on standard error.
//
// The compiler brackets each print statement with printlock and printunlock and calls one function per
// operand. Output is collected until the outermost printunlock, so that a statement is one write.
package runtime

import "unsafe"

var (
	printBuf   [1024]byte
	printLen   int
	printDepth int
)

// While printIsTo is set, output goes to printTo, up to its capacity (runtime.Stack).
var (
	printTo   []byte
	printIsTo bool
)

// flushPrint writes out what has been collected.
//go:nosplit
func flushPrint() {
	if printIsTo {
		n := copy(printTo[len(printTo):cap(printTo)], printBuf[:printLen])
		printTo = printTo[:len(printTo)+n]
		printLen = 0
		return
	}
	for done := 0; done < printLen; {
		n := write(2, unsafe.Pointer(&printBuf[done]), int32(printLen-done))
		if n <= 0 {
			break
		}
		done += int(n)
	}
	printLen = 0
}

//go:nosplit
func printlock() {
	printDepth++
	m0.locks++ // a statement's output stays together
}

//go:nosplit
func printunlock() {
	printDepth--
	m0.locks--
	if printDepth <= 0 {
		printDepth = 0
		flushPrint()
	}
}

//go:nosplit
func printbyte(c byte) {
	if printLen == len(printBuf) {
		flushPrint()
	}
	printBuf[printLen] = c
	printLen++
}

// printbytes prints the n bytes at p.
//go:nosplit
func printbytes(p unsafe.Pointer, n int) {
	if n > len(printBuf)-printLen {
		flushPrint()
	}
	if n > len(printBuf) {
		for n > 0 {
			chunk := n
			if chunk > 1<<30 {
				chunk = 1 << 30
			}
			done := int(write(2, p, int32(chunk)))
			if done <= 0 {
				return
			}
			p = unsafe.Pointer(uintptr(p) + uintptr(done))
			n -= done
		}
		return
	}
	memmove(unsafe.Pointer(&printBuf[printLen]), p, uintptr(n))
	printLen += n
}

//go:nosplit
func printstring(s string) {
	printbytes(*(*unsafe.Pointer)(unsafe.Pointer(&s)), len(s))
	if printDepth == 0 {
		flushPrint()
	}
}

//go:nosplit
func printsp() {
	printbyte(' ')
}

//go:nosplit
func printnl() {
	printbyte('\n')
}

func printbool(v bool) {
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}

//go:nosplit
func printuint(v uint64) {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	printbytes(unsafe.Pointer(&buf[i]), len(buf)-i)
}

//go:nosplit
func printint(v int64) {
	if v < 0 {
		printbyte('-')
		v = -v
	}
	printuint(uint64(v))
}

//go:nosplit
func printhex(v uint64) {
	const digits = "0123456789abcdef"
	var buf [18]byte
	i := len(buf)
	for {
		i--
		buf[i] = digits[v%16]
		v /= 16
		if v == 0 {
			break
		}
	}
	i--
	buf[i] = 'x'
	i--
	buf[i] = '0'
	printbytes(unsafe.Pointer(&buf[i]), len(buf)-i)
}

//go:nosplit
func printpointer(p unsafe.Pointer) {
	printhex(uint64(uintptr(p)))
}

// floatDigits is how many digits of a float print shows.
const floatDigits = 7

// printfloat prints v as +d.dddddde+ddd. The value is scaled to [1, 10) by repeated multiplication or
// division in float64, and rounded by adding half a unit of the last digit: the digits are those
// that this arithmetic gives, not the correctly rounded ones.
func printfloat(v float64) {
	switch {
	case v != v:
		printstring("NaN")
		return
	case v > 1.79769313486231570814527423731704356798070e+308:
		printstring("+Inf")
		return
	case v < -1.79769313486231570814527423731704356798070e+308:
		printstring("-Inf")
		return
	}
	sign := byte('+')
	exp := 0
	if v == 0 {
		if 1/v < 0 {
			sign = '-'
		}
	} else {
		if v < 0 {
			v = -v
			sign = '-'
		}
		for ; v >= 10; v /= 10 {
			exp++
		}
		for ; v < 1; v *= 10 {
			exp--
		}
		half := 5.0
		for i := 0; i < floatDigits; i++ {
			half /= 10
		}
		v += half
		if v >= 10 {
			exp++
			v /= 10
		}
	}

	var buf [floatDigits + 7]byte
	buf[0] = sign
	n := 1
	for i := 0; i < floatDigits; i++ {
		if i == 1 {
			buf[n] = '.'
			n++
		}
		digit := int(v)
		buf[n] = byte('0' + digit)
		n++
		v = (v - float64(digit)) * 10
	}
	buf[n] = 'e'
	buf[n+1] = '+'
	if exp < 0 {
		exp = -exp
		buf[n+1] = '-'
	}
	buf[n+2] = byte('0' + exp/100)
	buf[n+3] = byte('0' + exp/10%10)
	buf[n+4] = byte('0' + exp%10)
	printbytes(unsafe.Pointer(&buf), len(buf))
}

func printcomplex(c complex128) {
	printbyte('(')
	printfloat(real(c))
	printfloat(imag(c))
	printstring("i)")
}

func printslice(s []byte) {
	p := *(*unsafe.Pointer)(unsafe.Pointer(&s))
	printbyte('[')
	printint(int64(len(s)))
	printbyte('/')
	printint(int64(cap(s)))
	printbyte(']')
	printpointer(p)
}

// printeface and printiface print the two words of an interface.
func printeface(e eface) {
	printwords(uintptr(unsafe.Pointer(e._type)), uintptr(e.data))
}

func printiface(i iface) {
	printwords(uintptr(unsafe.Pointer(i.tab)), uintptr(i.data))
}

func printwords(a, b uintptr) {
	printbyte('(')
	printhex(uint64(a))
	printbyte(',')
	printhex(uint64(b))
	printbyte(')')
}

// printany prints the argument of a panic: basic types by value, other types by name and address.
func printany(i interface{}) {
	switch v := i.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case complex64:
		print(v)
	case complex128:
		print(v)
	case string:
		print(v)
	default:
		print("(", efaceOf(&i)._type.string(), ") ", i)
	}
}
