// error.go: the errors that the runtime panics with, and their texts.
package runtime

import "unsafe"

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	from := "interface"
	if e._interface != nil {
		from = (*_type)(unsafe.Pointer(e._interface)).string()
	}
	wanted := (*_type)(unsafe.Pointer(e.asserted))
	to := wanted.string()
	if e.concrete == nil {
		return "interface conversion: " + from + " is nil, not " + to
	}
	dynamic := (*_type)(unsafe.Pointer(e.concrete))
	has := dynamic.string()
	if e.missingMethod != "" {
		return "interface conversion: " + has + " is not " + to + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + from + " is " + has + ", not " + to
	if has == to {
		if dynamic.pkgpath() != wanted.pkgpath() {
			text += " (types from different packages)"
		} else {
			text += " (types from different scopes)"
		}
	}
	return text
}

// errorString is an error whose text follows "runtime error: ".
type errorString string

func (e errorString) RuntimeError() {}

func (e errorString) Error() string {
	return "runtime error: " + string(e)
}

// plainError is a runtime error whose text stands alone.
type plainError string

func (e plainError) RuntimeError() {}

func (e plainError) Error() string {
	return string(e)
}

// boundsError is a failed index or slice check.
type boundsError struct {
	x      int64 // the offending value
	signed bool  // whether x was of a signed type
	y      int   // the limit, or the other bound
	code   uint8 // what was checked
}

// Checks, in the order in which the compiler numbers them.
const (
	boundsIndex      = iota // s[x]
	boundsSliceAlen         // s[?:x], x <= len(s)
	boundsSliceAcap         // s[?:x], x <= cap(s)
	boundsSliceB            // s[x:y], x <= y
	boundsSlice3Alen        // s[?:?:x], x <= len(s)
	boundsSlice3Acap        // s[?:?:x], x <= cap(s)
	boundsSlice3B           // s[?:x:y], x <= y
	boundsSlice3C           // s[x:y:?], x <= y
)

// text gives what stands before x, between x and y, and behind y; negative values are shown
// without the limit.
func (e boundsError) text(negative bool) (before, between, after string) {
	switch e.code {
	case boundsIndex:
		if negative {
			return "index out of range [", "]", ""
		}
		return "index out of range [", "] with length ", ""
	case boundsSliceAlen, boundsSliceAcap:
		before, between = "[:", "] with length "
		if negative {
			between = "]"
		}
	case boundsSliceB:
		before, between, after = "[", ":", "]"
		if negative {
			between = ":]"
		}
	case boundsSlice3Alen, boundsSlice3Acap:
		before, between = "[::", "] with length "
		if negative {
			between = "]"
		}
	case boundsSlice3B:
		before, between, after = "[:", ":", "]"
		if negative {
			between = ":]"
		}
	case boundsSlice3C:
		before, between, after = "[", ":", ":]"
		if negative {
			between = "::]"
		}
	}
	if !negative && (e.code == boundsSliceAcap || e.code == boundsSlice3Acap) {
		between = "] with capacity "
	}
	return "slice bounds out of range " + before, between, after
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	negative := e.signed && e.x < 0
	before, between, after := e.text(negative)
	text := "runtime error: " + before + decimal(uint64(e.x), negative) + between
	if negative {
		return text
	}
	return text + decimal(uint64(e.y), false) + after
}

// decimal is v in decimal; if negative is set, v is the two's complement of what is printed.
func decimal(v uint64, negative bool) string {
	var buf [21]byte
	i := len(buf)
	if negative {
		v = -v
	}
	for {
		i--
		buf[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	if negative {
		i--
		buf[i] = '-'
	}
	return string(buf[i:])
}

// The bounds failures, called by the entries in bounds_amd64.s.

func goPanicIndex(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsIndex})
}

func goPanicIndexU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsIndex})
}

func goPanicSliceAlen(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSliceAlen})
}

func goPanicSliceAlenU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSliceAlen})
}

func goPanicSliceAcap(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSliceAcap})
}

func goPanicSliceAcapU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSliceAcap})
}

func goPanicSliceB(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSliceB})
}

func goPanicSliceBU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSliceB})
}

func goPanicSlice3Alen(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSlice3Alen})
}

func goPanicSlice3AlenU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSlice3Alen})
}

func goPanicSlice3Acap(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSlice3Acap})
}

func goPanicSlice3AcapU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSlice3Acap})
}

func goPanicSlice3B(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSlice3B})
}

func goPanicSlice3BU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSlice3B})
}

func goPanicSlice3C(x int, y int) {
	panic(boundsError{int64(x), true, y, boundsSlice3C})
}

func goPanicSlice3CU(x uint, y int) {
	panic(boundsError{int64(x), false, y, boundsSlice3C})
}

// The other failures that compiled code finds.

var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
	shiftError    = error(errorString("negative shift amount"))
	floatError    = error(errorString("floating point error"))
	memoryError   = error(errorString("invalid memory address or nil pointer dereference"))
)

func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicshift()    { panic(shiftError) }
func panicfloat()    { panic(floatError) }
func panicmem()      { panic(memoryError) }

// panicwrap is called by the wrapper (*T).M of a method with value receiver when the pointer is
// nil. It finds the names in the wrapper's own: PKG.(*T).M.
func panicwrap() {
	name := funcname(findfunc(getcallerpc()))
	open := 0
	for open < len(name) && name[open] != '(' {
		open++
	}
	end := open
	for end < len(name) && name[end] != ')' {
		end++
	}
	if open == 0 || open+2 > end || end+2 > len(name) || name[open-1] != '.' {
		throw("panicwrap: unexpected name " + name)
	}
	pkg, typ, meth := name[:open-1], name[open+2:end], name[end+2:]
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}
