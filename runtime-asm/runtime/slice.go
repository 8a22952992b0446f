// Slices: make, append's growth, copy.
package runtime

import "unsafe"

// makeslice gives the array for make([]T, len, cap). Which of the two is to blame depends: a length that
// is too large is reported even if cap is too, since cap was often not written at all.
func makeslice(et *_type, len, cap int) unsafe.Pointer {
	mem, overflow := mulOverflows(et.size, uintptr(cap))
	if overflow || mem > maxAlloc || len < 0 || len > cap {
		mem, overflow := mulOverflows(et.size, uintptr(len))
		if overflow || mem > maxAlloc || len < 0 {
			panicmakeslicelen()
		}
		panicmakeslicecap()
	}
	return mallocgc(mem, et, true)
}

func makeslice64(et *_type, len64, cap64 int64) unsafe.Pointer {
	return makeslice(et, int(len64), int(cap64))
}

func panicmakeslicelen() {
	panic(errorString("makeslice: len out of range"))
}

func panicmakeslicecap() {
	panic(errorString("makeslice: cap out of range"))
}

// growslice gives append a larger array: for at least cap elements, with the old ones copied. The
// length stays the old one; the compiled code sets the new one when it has stored the elements.
//
// The new capacity is part of the language's folklore, so it is exactly Go 1.13's: twice the old one up to 1024
// elements, then a quarter more at a time, and then all that fits into the size class.
func growslice(et *_type, old slice, cap int) slice {
	if cap < old.cap {
		panic(errorString("growslice: cap out of range"))
	}
	if et.size == 0 {
		return slice{unsafe.Pointer(&zerobase), old.len, cap}
	}
	newcap := old.cap
	switch double := newcap + newcap; {
	case cap > double:
		newcap = cap
	case old.len < 1024:
		newcap = double
	default:
		for 0 < newcap && newcap < cap {
			newcap += newcap / 4
		}
		if newcap <= 0 {
			newcap = cap // overflow
		}
	}

	size := et.size
	var used, needed, mem uintptr // bytes of the old elements, of cap elements, of the new array
	var overflow bool
	switch {
	case size == 1:
		used, needed = uintptr(old.len), uintptr(cap)
		overflow = uintptr(newcap) > maxAlloc
		mem = roundupsize(uintptr(newcap))
		newcap = int(mem)
	case size == 8:
		used, needed = uintptr(old.len)*8, uintptr(cap)*8
		overflow = uintptr(newcap) > maxAlloc/8
		mem = roundupsize(uintptr(newcap) * 8)
		newcap = int(mem / 8)
	default:
		used, needed = uintptr(old.len)*size, uintptr(cap)*size
		mem, overflow = mulOverflows(size, uintptr(newcap))
		mem = roundupsize(mem)
		newcap = int(mem / size)
		mem = uintptr(newcap) * size
	}
	if overflow || mem > maxAlloc {
		panic(errorString("growslice: cap out of range"))
	}

	var p unsafe.Pointer
	if et.ptrdata == 0 {
		p = mallocgc(mem, nil, false)
		memmove(p, old.array, used)
		// The elements from the old length to cap are about to be stored.
		memclrNoHeapPointers(add(p, needed), mem-needed)
	} else {
		// All of the slot must be defined before the next allocation: the collector looks at it.
		p = mallocgc(mem, et, false)
		memmove(p, old.array, used)
		memclrNoHeapPointers(add(p, used), roundupsize(mem)-used)
	}
	return slice{p, old.len, newcap}
}

// slicecopy and slicestringcopy are copy in go and defer statements; elsewhere the compiler writes
// out what they do.
func slicecopy(to, from slice, width uintptr) int {
	n := from.len
	if to.len < n {
		n = to.len
	}
	if n != 0 && width != 0 {
		memmove(to.array, from.array, uintptr(n)*width)
	}
	return n
}

func slicestringcopy(to []byte, from string) int {
	n := len(from)
	if len(to) < n {
		n = len(to)
	}
	if n != 0 {
		memmove(unsafe.Pointer(&to[0]), stringStructOf(&from).str, uintptr(n))
	}
	return n
}
