// Strings: concatenation, and conversions from and to bytes, runes and numbers.
//
// Where the compiler sees that a result does not outlive the function, it passes a buffer of the
// frame: short results then need no allocation.
package runtime

import "unsafe"

const tmpBufSize = 32

type tmpBuf [tmpBufSize]byte

func stringStructOf(sp *string) *stringStruct {
	return (*stringStruct)(unsafe.Pointer(sp))
}

// stringFrom is the string of n bytes at p.
func stringFrom(p unsafe.Pointer, n int) (s string) {
	str := stringStructOf(&s)
	str.str = p
	str.len = n
	return
}

// bytesAt is the slice of n bytes, capacity c, at p.
func bytesAt(p unsafe.Pointer, n, c int) (b []byte) {
	*(*slice)(unsafe.Pointer(&b)) = slice{p, n, c}
	return
}

// rawstring makes a string of n bytes and gives their address as well: they are to be filled at once.
func rawstring(n int) (string, unsafe.Pointer) {
	p := mallocgc(uintptr(n), nil, false)
	return stringFrom(p, n), p
}

// rawbyteslice makes a slice of n bytes; those behind its length are zero.
func rawbyteslice(n int) []byte {
	c := roundupsize(uintptr(n))
	p := mallocgc(c, nil, false)
	memclrNoHeapPointers(add(p, uintptr(n)), c-uintptr(n))
	return bytesAt(p, n, int(c))
}

// concatstrings is a + b + c... If all but one are empty the result is that one, unless it lies in
// a frame that the result outlives.
func concatstrings(buf *tmpBuf, a []string) string {
	at, n, count := 0, 0, 0
	for i, s := range a {
		if len(s) == 0 {
			continue
		}
		if n+len(s) < n {
			throw("string concatenation too long")
		}
		n += len(s)
		count++
		at = i
	}
	if count == 0 {
		return ""
	}
	if count == 1 && (buf != nil || !onStack(stringStructOf(&a[at]).str)) {
		return a[at]
	}
	s, p := bufferString(buf, n)
	for i := range a {
		x := stringStructOf(&a[i])
		memmove(p, x.str, uintptr(x.len))
		p = add(p, uintptr(x.len))
	}
	return s
}

// bufferString makes a string of n bytes, in the buffer if there is one and it suffices.
func bufferString(buf *tmpBuf, n int) (string, unsafe.Pointer) {
	if buf != nil && n <= len(buf) {
		p := unsafe.Pointer(buf)
		return stringFrom(p, n), p
	}
	return rawstring(n)
}

// onStack reports whether p points into the running goroutine's stack.
func onStack(p unsafe.Pointer) bool {
	stk := getg().stack
	return stk.lo <= uintptr(p) && uintptr(p) < stk.hi
}

// concatstring2 is the frequent case.
func concatstring2(buf *tmpBuf, a0, a1 string) string {
	x, y := stringStructOf(&a0), stringStructOf(&a1)
	n := x.len + y.len
	if n < x.len {
		throw("string concatenation too long")
	}
	if x.len == 0 && (buf != nil || !onStack(y.str)) {
		return a1
	}
	if y.len == 0 && (buf != nil || !onStack(x.str)) {
		return a0
	}
	var p unsafe.Pointer
	if buf != nil && n <= len(buf) {
		p = unsafe.Pointer(buf)
	} else {
		p = mallocgc(uintptr(n), nil, false)
	}
	memmove(p, x.str, uintptr(x.len))
	memmove(add(p, uintptr(x.len)), y.str, uintptr(y.len))
	return stringFrom(p, n)
}

func concatstring3(buf *tmpBuf, a0, a1, a2 string) string {
	a := [3]string{a0, a1, a2}
	return concatstrings(buf, a[:])
}

func concatstring4(buf *tmpBuf, a0, a1, a2, a3 string) string {
	a := [4]string{a0, a1, a2, a3}
	return concatstrings(buf, a[:])
}

func concatstring5(buf *tmpBuf, a0, a1, a2, a3, a4 string) string {
	a := [5]string{a0, a1, a2, a3, a4}
	return concatstrings(buf, a[:])
}

// slicebytetostring is string(b). Strings of one byte share a table.
func slicebytetostring(buf *tmpBuf, b []byte) string {
	switch len(b) {
	case 0:
		return ""
	case 1:
		return stringFrom(unsafe.Pointer(&staticbytes[b[0]]), 1)
	}
	s, p := bufferString(buf, len(b))
	memmove(p, (*slice)(unsafe.Pointer(&b)).array, uintptr(len(b)))
	return s
}

// slicebytetostringtmp is string(b) where the compiler knows that b does not change while the string is
// used. Calls are expanded in place; the function exists for those who take its address.
func slicebytetostringtmp(b []byte) string {
	return *(*string)(unsafe.Pointer(&b))
}

// stringtoslicebyte is []byte(s).
func stringtoslicebyte(buf *tmpBuf, s string) []byte {
	var b []byte
	if buf != nil && len(s) <= len(buf) {
		*buf = tmpBuf{}
		b = buf[:len(s)]
	} else {
		b = rawbyteslice(len(s))
	}
	memmove((*slice)(unsafe.Pointer(&b)).array, stringStructOf(&s).str, uintptr(len(s)))
	return b
}

// stringtoslicerune is []rune(s). Two passes over the text are cheaper than growing.
func stringtoslicerune(buf *[tmpBufSize]rune, s string) []rune {
	n := countrunes(s)
	var a []rune
	if buf != nil && n <= len(buf) {
		*buf = [tmpBufSize]rune{}
		a = buf[:n]
	} else {
		if uintptr(n) > maxAlloc/4 {
			throw("out of memory")
		}
		mem := roundupsize(uintptr(n) * 4)
		p := mallocgc(mem, nil, false)
		memclrNoHeapPointers(add(p, uintptr(n)*4), mem-uintptr(n)*4)
		*(*slice)(unsafe.Pointer(&a)) = slice{p, n, int(mem / 4)}
	}
	i := 0
	for _, r := range s {
		a[i] = r
		i++
	}
	return a
}

// slicerunetostring is string(runes).
func slicerunetostring(buf *tmpBuf, a []rune) string {
	var enc [4]byte
	n := 0
	for _, r := range a {
		n += encoderune(enc[:], r)
		if n < 0 {
			throw("out of memory")
		}
	}
	if n == 0 {
		return ""
	}
	s, p := bufferString(buf, n+3)
	b := bytesAt(p, n+3, n+3)
	at := 0
	for _, r := range a {
		at += encoderune(b[at:], r)
	}
	return s[:n]
}

// intstring is string(v) for a number: the UTF-8 form of the character v.
func intstring(buf *[4]byte, v int64) string {
	if v >= 0 && v < runeSelf {
		return stringFrom(unsafe.Pointer(&staticbytes[v]), 1)
	}
	if int64(rune(v)) != v {
		v = runeError
	}
	if buf == nil {
		_, p := rawstring(4)
		buf = (*[4]byte)(p)
	}
	n := encoderune(buf[:], rune(v))
	return stringFrom(unsafe.Pointer(buf), n)
}

// findnull is the length of a C string.
func findnull(p *byte) int {
	n := 0
	if p != nil {
		for *(*byte)(add(unsafe.Pointer(p), uintptr(n))) != 0 {
			n++
		}
	}
	return n
}

// gostringnocopy is the C string at p, in place; gostring a copy of it.
func gostringnocopy(p *byte) string {
	return stringFrom(unsafe.Pointer(p), findnull(p))
}

func gostring(p *byte) string {
	n := findnull(p)
	if n == 0 {
		return ""
	}
	s, to := rawstring(n)
	memmove(to, unsafe.Pointer(p), uintptr(n))
	return s
}
