// Write barriers, and copies of memory that holds pointers.
//
// Go's collector runs beside the program, so it must be told of pointers that are stored meanwhile: before
// each such store the compiled code looks at writeBarrier and calls gcWriteBarrier if it is on
// (spec 21, pass writebarrier). Our collector stops the program, so writeBarrier is never on: the code
// is there and costs a comparison. For the same reason typed copies are plain copies.
package runtime

import "unsafe"

// writeBarrier: compiled code tests its first four bytes.
var writeBarrier struct {
	enabled bool
	pad     [3]byte
	needed  bool
	cgo     bool
	alignme uint64
}

// typedmemmove copies one value.
//
//go:nosplit
func typedmemmove(typ *_type, dst, src unsafe.Pointer) {
	if dst == src {
		return
	}
	memmove(dst, src, typ.size)
}

// typedslicecopy is copy for elements with pointers.
//
//go:nosplit
func typedslicecopy(typ *_type, dst, src slice) int {
	n := dst.len
	if n > src.len {
		n = src.len
	}
	if n != 0 && dst.array != src.array {
		memmove(dst.array, src.array, uintptr(n)*typ.size)
	}
	return n
}

//go:nosplit
func typedmemclr(typ *_type, ptr unsafe.Pointer) {
	memclrNoHeapPointers(ptr, typ.size)
}

//go:nosplit
func memclrHasPointers(ptr unsafe.Pointer, n uintptr) {
	memclrNoHeapPointers(ptr, n)
}
