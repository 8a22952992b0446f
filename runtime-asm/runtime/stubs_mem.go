// Small helpers for address arithmetic, and the memory primitives that are written in assembly
// (memmove_amd64.s, memclr_amd64.s, memequal_amd64.s, hash_amd64.s).
package runtime

import "unsafe"

const (
	maxUintptr = ^uintptr(0)
	// maxAlloc is the size of the user half of the 48-bit address space: no object is larger, so
	// makeslice can refuse before it tries.
	maxAlloc = 1 << 48
)

func add(p unsafe.Pointer, x uintptr) unsafe.Pointer {
	return unsafe.Pointer(uintptr(p) + x)
}

// noescape hides a pointer from escape analysis: the result is the same address, but nothing
// shows that it came from p.
//
//go:nosplit
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

// funcPC is the address of f's code.
//
//go:nosplit
func funcPC(f interface{}) uintptr {
	return *(*uintptr)(efaceOf(&f).data)
}

func alignUp(n, a uintptr) uintptr   { return (n + a - 1) &^ (a - 1) }
func alignDown(n, a uintptr) uintptr { return n &^ (a - 1) }

// mulOverflows multiplies; overflow says that the product needs more than 64 bits.
func mulOverflows(a, b uintptr) (product uintptr, overflow bool) {
	if a|b < 1<<32 || a == 0 {
		return a * b, false
	}
	return a * b, b > maxUintptr/a
}

// memmove copies n bytes; the areas may overlap. Whole words are moved as such, so that a reader
// in a signal handler never sees half a pointer.
//
//go:noescape
func memmove(to, from unsafe.Pointer, n uintptr)

// memclrNoHeapPointers sets n bytes to zero.
//
//go:noescape
func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)

//go:noescape
func memequal(a, b unsafe.Pointer, size uintptr) bool

// memequal_varlen is memequal for types of odd size: the size lies behind the code pointer of the
// closure that is called, whose address is in DX.
//
//go:noescape
func memequal_varlen(a, b unsafe.Pointer) bool

// cmpstring orders two strings bytewise: -1, 0 or 1.
//
//go:noescape
func cmpstring(a, b string) int

// getclosureptr gives the closure that the function was called through. The compiler expands it to
// the register's value, so it must come first in the function.
func getclosureptr() uintptr
