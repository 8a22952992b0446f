// GC programs: pointer masks of very large types.
//
// The mask of a type whose pointers reach beyond 128 KB would itself be large, and most of it
// the same bits again and again. The compiler writes a program instead (kindGCProg). After four bytes of
// length come instructions:
//
//	n (1 to 127), then (n+7)/8 bytes   n bits follow
//	0x80|n, varint c                   the last n bits, c times more
//	0x80, varint n, varint c           the same for n > 127
//	0                                  end
//
// The collector unrolls a program when it first meets the type and keeps the mask: one 64th of the
// type's size.
package runtime

import "unsafe"

var unrolled struct {
	typ  [64]*_type
	mask [64]*byte
	n    int
}

// programMask gives the mask of a type with a program, of ptrdata/8 bits.
func programMask(typ *_type) *byte {
	for i := 0; i < unrolled.n; i++ {
		if unrolled.typ[i] == typ {
			return unrolled.mask[i]
		}
	}
	mask := persistentalloc(alignUp(typ.ptrdata/64+1, 8)+8, 8)
	runProgram(add(unsafe.Pointer(typ.gcdata), 4), mask)
	// More types than the table holds take turns in its last entry; their masks are made anew.
	if unrolled.n < len(unrolled.typ) {
		unrolled.n++
	}
	unrolled.typ[unrolled.n-1] = typ
	unrolled.mask[unrolled.n-1] = (*byte)(mask)
	return (*byte)(mask)
}

func runProgram(prog, mask unsafe.Pointer) {
	at := uintptr(0) // bits written
	for {
		op := uintptr(*(*byte)(prog))
		prog = add(prog, 1)
		if op == 0 {
			return
		}
		if op < 0x80 {
			for i := uintptr(0); i < op; i++ {
				copyBit(mask, at, prog, i)
				at++
			}
			prog = add(prog, (op+7)/8)
			continue
		}
		n, count := op&0x7f, uintptr(0)
		if n == 0 {
			n, prog = readVarint(prog)
		}
		count, prog = readVarint(prog)
		for i := uintptr(0); i < n*count; i++ {
			copyBit(mask, at, mask, at-n)
			at++
		}
	}
}

// copyBit copies bit j of src to bit i of dst, which is 0.
func copyBit(dst unsafe.Pointer, i uintptr, src unsafe.Pointer, j uintptr) {
	bit := *(*byte)(add(src, j>>3)) >> (j & 7) & 1
	*(*byte)(add(dst, i>>3)) |= bit << (i & 7)
}

func readVarint(p unsafe.Pointer) (uintptr, unsafe.Pointer) {
	x := uintptr(0)
	for shift := uintptr(0); ; shift += 7 {
		b := *(*byte)(p)
		p = add(p, 1)
		x |= uintptr(b&0x7f) << shift
		if b < 0x80 {
			return x, p
		}
	}
}

// typePointerMask gives the pointer mask of any type, one bit per word up to ptrdata.
func typePointerMask(t *_type) *uint8 {
	if t.kind&kindGCProg != 0 {
		return programMask(t)
	}
	return t.gcdata
}
